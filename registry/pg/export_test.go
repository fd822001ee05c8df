package pg

// MigrateFiles lets the tests migrate by files of their own.
var MigrateFiles = migrateFiles
