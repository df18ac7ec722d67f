-- loses: scenario_document
DROP TABLE scenario_document;
