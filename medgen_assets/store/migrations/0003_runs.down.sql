-- loses: run
DROP TABLE run;
DROP FUNCTION run_moves_forward();
