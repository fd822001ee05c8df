package fleet

// MigrateFiles lets the tests migrate by files of their own.
var MigrateFiles = migrate
