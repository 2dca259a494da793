package main

import (
	"testing"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/api/apitest"
)

func TestItAnswersItsRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "organisations", handlers(access.CreateChildOrganisation{}, access.CreateAccount{}, api.Idempotency{}))
}
