"""National identity numbers that agree with birth date and sex, with the right or a deliberately wrong check digit."""
