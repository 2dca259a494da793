// Command sample is a product that asks Admit what people may do: Fika sells cinnamon
// buns by the box. It is a small example of a back end with two guarded routes, and
// `make sample` runs it beside the emulator. It keeps its orders in memory.
package main

import (
	"context"
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"admit/shared/client"
)

//go:embed page
var files embed.FS

// shop has the orders of each organisation and account.
type shop struct {
	mutex  sync.Mutex
	orders map[client.Scope][]string
}

func main() {
	address := flag.String("address", "localhost:8030", "the `address` to listen on")
	api := flag.String("api", "", "the `URL` of Admit's API")
	signIn := flag.String("sign-in", "", "the `URL` of the hosted sign-in")
	clientID := flag.String("client", "", "the product's client `id` at the sign-in")
	script := flag.String("script", "", "the `file` with Admit's client for browsers")
	flag.Parse()
	admit, err := client.New(client.Config{URL: *api, Timeout: 10 * time.Second, Transport: loopback()})
	if err != nil {
		log.Fatal(err)
	}
	page, err := fs.Sub(files, "page")
	if err != nil {
		log.Fatal(err)
	}
	s := shop{orders: map[client.Scope][]string{}}
	mux := http.NewServeMux()
	mux.Handle("POST /organisations/{organisation}/orders", admit.Guard("marketplace:purchase", scopeOf)(http.HandlerFunc(s.buy)))
	mux.Handle("GET /organisations/{organisation}/invoices", admit.Guard("billing:read", scopeOf)(http.HandlerFunc(s.invoices)))
	mux.HandleFunc("GET /settings.json", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]string{"api": *api, "signIn": *signIn, "clientId": *clientID})
	})
	mux.HandleFunc("GET /admit-client.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, *script) })
	mux.Handle("GET /", http.FileServerFS(page))
	server := http.Server{Addr: *address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	log.Printf("Fika is at http://%s", *address)
	log.Fatal(server.ListenAndServe())
}

// scopeOf returns the organisation in the path, and the account in the query if there is one.
func scopeOf(r *http.Request) (client.Scope, error) {
	return client.Scope{OrganisationID: r.PathValue("organisation"), AccountID: r.URL.Query().Get("account")}, nil
}

// buy runs only for people who may buy: Guard has asked Admit.
func (s *shop) buy(w http.ResponseWriter, r *http.Request) {
	scope, _ := scopeOf(r)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	because := client.DecisionFrom(r.Context()).Because[0]
	s.orders[scope] = append(s.orders[scope], fmt.Sprintf("One box of cinnamon buns, ordered by the %s", because.Role.Name))
	answer(w, map[string]any{"number": len(s.orders[scope])})
}

// invoices runs only for people who may read invoices.
func (s *shop) invoices(w http.ResponseWriter, r *http.Request) {
	scope, _ := scopeOf(r)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	answer(w, map[string]any{"invoices": append([]string{}, s.orders[scope]...)})
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

// loopback returns a transport for an API on this machine. Browsers know every name below
// localhost (RFC 6761), many systems do not.
func loopback() *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, port, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".localhost") {
			address = net.JoinHostPort("localhost", port)
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}
}
