package client_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"admit/shared/client"
)

// product returns the routes of a product.
func product(admit *client.Client) http.Handler {
	organisation := func(r *http.Request) (client.Scope, error) {
		return client.Scope{OrganisationID: r.PathValue("organisation")}, nil
	}
	mux := http.NewServeMux()

	// One route, one guard. The handler runs only with a permission.
	mayRead := admit.Guard("billing:read", organisation)
	mux.Handle("GET /organisations/{organisation}/invoices", mayRead(http.HandlerFunc(invoices)))
	return mux
}

func invoices(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "Invoices, for the %s.", client.DecisionFrom(r.Context()).Because[0].Role.Name)
}

func Example() {
	api := httptest.NewServer(ok(allowed)) // in a product: the address of Admit's API
	defer api.Close()
	admit, err := client.New(client.Config{URL: api.URL})
	if err != nil {
		fmt.Println(err)
		return
	}
	request := httptest.NewRequest("GET", "/organisations/oslo/invoices", nil)
	request.Header.Set("Authorization", "Bearer the-token-of-the-person")
	response := httptest.NewRecorder()
	product(admit).ServeHTTP(response, request)
	fmt.Println(response.Code, response.Body)
	// Output: 200 Invoices, for the Organisation Admin.
}
