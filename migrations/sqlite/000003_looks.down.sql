DROP TABLE look_head;
DROP TABLE looks;
