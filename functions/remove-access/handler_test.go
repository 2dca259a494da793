package main

import (
	"testing"

	"admit/shared/access"
	"admit/shared/api/apitest"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "remove-access", handlers(access.Remove{}, access.Catalogue{}))
}
