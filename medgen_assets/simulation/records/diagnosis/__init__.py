"""What each contact takes the injuries for, which decides what it does; the truth stands beside."""
