"""The parts of the page, each from the facts to a piece of HTML."""
