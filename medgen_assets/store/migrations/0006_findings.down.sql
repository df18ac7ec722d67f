-- loses: finding_source, finding_problem, catalogue_version, finding_model
-- The extension stays: other tables of the database may use it.
DELETE FROM setting WHERE name = 'own_findings';
DROP TABLE finding_word;
DROP TABLE finding_contributor;
DROP TABLE finding_code;
DROP TABLE finding_value;
DROP TABLE finding_attribute;
DROP TABLE finding_term;
DROP TABLE finding_model;
DROP SEQUENCE finding_no;
DROP TABLE catalogue_version;
DROP TABLE finding_problem;
DROP TABLE finding_source;
