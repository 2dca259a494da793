package main

// rows are the figures that a whole long run records (make test-long). A test that is renamed, or
// that no pattern of the Makefile matches any more, is missing in the table without an error of
// its own.
var rows = []string{
	"boundaries of the table",
	"boundaries of Accept beside the table",
	"boundaries of Deliver beside the table",
	"boundaries of Operator beside the table",
	"boundaries of Publish beside the table",
	"histories",
	"acceptances at once",
	"states of the model",
	"operations compared with the model",
	"attacks",
	"steps of day 2",
	"load held",
	"lost or doubled effects",
	"items of the loaded table",
	"fuzz executions",
	"mutants",
}
