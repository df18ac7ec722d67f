"""What is asked for: the scenario document, its checks, defaults, presets and loading. Draws nothing."""
