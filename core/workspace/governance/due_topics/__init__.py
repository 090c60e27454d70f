"""What is due, topic by topic? Each module holds `items(store, policy, today)`; they are found by listing."""
