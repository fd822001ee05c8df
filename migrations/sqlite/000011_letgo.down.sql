DROP TABLE let_go;
