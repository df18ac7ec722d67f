-- loses: setting
DROP TABLE setting;
