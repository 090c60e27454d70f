"""What do the tests of guards share: a workspace with a record of every kind, and every deed there is."""
