DROP TABLE projections;
