package main

import (
	"testing"

	"admit/shared/api/apitest"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "organisations", handlers(handler{}))
}
