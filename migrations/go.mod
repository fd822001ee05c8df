module faro.example/migrations

go 1.26
