"""Images of injuries: what each study of a casualty shows of what is true, and what it was asked in vain."""
