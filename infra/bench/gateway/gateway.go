// Package gateway stands in for the HTTP API: it makes an event of each request, gives
// it to the function of the route, and writes the function's response.
//
// It does not verify tokens, which API Gateway does outside the functions: the bearer
// token is the subject of the caller.
package gateway

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"admit/infra/bench/lambda"
	"admit/shared/api"
)

// Gateway is a running HTTP API.
type Gateway struct {
	*httptest.Server
	Issuer    string
	Functions map[string]*lambda.Function // by name
}

// Start starts a gateway before functions. It must be closed.
func Start(issuer string, functions map[string]*lambda.Function) *Gateway {
	g := &Gateway{Issuer: issuer, Functions: functions}
	g.Server = httptest.NewServer(http.HandlerFunc(g.serve))
	return g
}

func (g *Gateway) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	function, event, err := Event(g.Issuer, Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Token: token,
		IfMatch: r.Header.Get("If-Match"), IdempotencyKey: r.Header.Get("Idempotency-Key"), Body: string(body)})
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	f := g.Functions[function]
	if f == nil {
		http.Error(w, "the function "+function+" does not run", http.StatusNotImplemented)
		return
	}
	answer, err := f.Invoke(r.Context(), event)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	respond(w, answer)
}

// respond writes the response of a function.
func respond(w http.ResponseWriter, answer []byte) {
	response, err := Parse(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	for name, value := range response.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(response.StatusCode)
	_, _ = io.WriteString(w, response.Body)
}

// Response is the response of a function.
type Response struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// Parse reads the answer of a function to an event of the gateway.
func Parse(answer []byte) (Response, error) {
	var r Response
	if err := json.Unmarshal(answer, &r); err != nil || r.StatusCode == 0 {
		return r, fmt.Errorf("no response: %.200s", answer)
	}
	if r.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(r.Body)
		if err != nil {
			return r, err
		}
		r.Body = string(decoded)
	}
	return r, nil
}

// Request is a request to the API.
type Request struct {
	Method, Path, Query string
	Token               string // the subject of the caller; empty: none
	IfMatch             string // the header; empty: none
	IdempotencyKey      string // the header; empty: none
	Body                string
}

// Event returns the event of a request as API Gateway writes it, and the function that
// it is for.
func Event(issuer string, r Request) (function string, event []byte, err error) {
	route, parameters, err := match(r.Method, r.Path)
	if err != nil {
		return "", nil, err
	}
	now := time.Now().UTC()
	requestContext := map[string]any{
		"accountId": "111122223333", "apiId": "a1b2c3d4e5", "domainName": "a1b2c3d4e5.execute-api.eu-north-1.amazonaws.com", "domainPrefix": "a1b2c3d4e5",
		"http":      map[string]any{"method": r.Method, "path": r.Path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "bench/1.0"},
		"requestId": fmt.Sprintf("bench%011d=", now.UnixNano()%1e11), "routeKey": route.Key(), "stage": "$default",
		"time": now.Format("02/Jan/2006:15:04:05 +0000"), "timeEpoch": now.UnixMilli(),
	}
	headers := map[string]string{
		"accept": "*/*", "accept-encoding": "gzip", "content-length": fmt.Sprint(len(r.Body)), "host": "a1b2c3d4e5.execute-api.eu-north-1.amazonaws.com",
		"user-agent": "bench/1.0", "x-amzn-trace-id": "Root=1-6745c6d0-5f3f4f2a6f7d8c9b0a1b2c3d", "x-forwarded-for": "203.0.113.7",
		"x-forwarded-port": "443", "x-forwarded-proto": "https",
	}
	if r.Body != "" {
		headers["content-type"] = "application/json"
	}
	if r.IfMatch != "" {
		headers["if-match"] = r.IfMatch
	}
	if r.IdempotencyKey != "" {
		headers["idempotency-key"] = r.IdempotencyKey
	}
	if r.Token != "" {
		headers["authorization"] = "Bearer " + strings.Repeat("x", tokenLength)
		requestContext["authorizer"] = map[string]any{"jwt": map[string]any{"claims": claims(issuer, r.Token, now), "scopes": nil}}
	}
	event, err = json.Marshal(map[string]any{
		"version": "2.0", "routeKey": route.Key(), "rawPath": r.Path, "rawQueryString": r.Query, "headers": headers,
		"requestContext": requestContext, "pathParameters": parameters, "body": r.Body, "isBase64Encoded": false,
	})
	return route.Function, event, err
}

// tokenLength is the length of an access token of Cognito with its usual claims.
const tokenLength = 1000

// claims returns the claims of an access token of Cognito.
func claims(issuer, subject string, now time.Time) map[string]string {
	return map[string]string{
		"iss": issuer, "sub": subject, "username": subject, "token_use": "access", "scope": "openid email profile", "client_id": "1h57kf5cpq17m0eml12EXAMPLE",
		"auth_time": fmt.Sprint(now.Unix()), "iat": fmt.Sprint(now.Unix()), "exp": fmt.Sprint(now.Unix() + 3600), "jti": "6e6b1f43-3b3a-4a1e-9f0e-1f1e1d1c1b1a",
		"origin_jti": "6e6b1f43-3b3a-4a1e-9f0e-1f1e1d1c1b1b", "version": "2",
	}
}

// match finds the route of a request. A literal segment wins over a parameter.
func match(method, path string) (api.Route, map[string]string, error) {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for _, route := range api.Routes {
		pattern := strings.Split(strings.Trim(route.Path, "/"), "/")
		if route.Method != method || len(pattern) != len(segments) {
			continue
		}
		parameters, matches := map[string]string{}, true
		for n, p := range pattern {
			switch {
			case strings.HasPrefix(p, "{") && !strings.HasSuffix(p, "+}"):
				parameters[strings.Trim(p, "{}")] = segments[n]
			case p != segments[n]:
				matches = false
			}
		}
		if matches {
			return route, parameters, nil
		}
	}
	return api.Route{}, nil, errors.New("no route for " + method + " " + path)
}
