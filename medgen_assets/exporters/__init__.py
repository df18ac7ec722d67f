"""Tables to files: the data set on disk, and the formats made from a finished one."""
