-- loses: scenario, scenario_version
ALTER TABLE scenario DROP CONSTRAINT scenario_name_current_version_fkey;
DROP TABLE scenario_version;
DROP TABLE scenario;
DROP FUNCTION history_does_not_change();
