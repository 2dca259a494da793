package main

import (
	"testing"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/api/apitest"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "organisations", handlers(access.CreateChildOrganisation{}, access.CreateAccount{}, api.Idempotency{}))
}
