module berth.dev/lab/game

go 1.26.0
