"""How is Prüfstein used from terminals, scripts and pipelines? The same use cases as in the window."""
