DROP TABLE crossings;
