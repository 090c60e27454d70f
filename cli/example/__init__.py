"""How is the example workspace made? By the same use cases that people call."""
