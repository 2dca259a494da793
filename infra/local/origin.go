package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
)

// allowOrigin makes sure that the API answers the pages of the product's origin. MiniStack
// 1.4 takes the API's CORS configuration from its own operation only: it stores the one in
// a template under other names than it reads. So allowOrigin repeats the template's
// configuration with that operation if the deployment has not had an effect.
func allowOrigin(ctx context.Context, w workspace, o outputs) error {
	if err := checkOrigin(ctx, o); err == nil {
		return nil
	}
	configuration, err := corsInTemplate(w)
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"corsConfiguration": configuration})
	if err != nil {
		return err
	}
	api, err := url.Parse(o.APIURL)
	if err != nil {
		return err
	}
	id, _, _ := strings.Cut(api.Host, ".")
	if err := callService(ctx, "apigateway", http.MethodPatch, o.Endpoint+"/v2/apis/"+id, body); err != nil {
		return fmt.Errorf("setting the origins of the API %s: %w", id, err)
	}
	return checkOrigin(ctx, o)
}

// checkOrigin asks the API as a browser does before the call of a page. It returns an
// error if the page may not call.
func checkOrigin(ctx context.Context, o outputs) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodOptions, o.APIURL+"/me", http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Origin", o.ProductOrigin)
	request.Header.Set("Access-Control-Request-Method", http.MethodGet)
	request.Header.Set("Access-Control-Request-Headers", "authorization")
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if got := answer.Header.Get("Access-Control-Allow-Origin"); got != o.ProductOrigin {
		return fmt.Errorf("the API does not allow calls from pages of %s: %s", o.ProductOrigin, answer.Status)
	}
	return nil
}

// corsInTemplate returns the CORS configuration in the deployed template, in the names of
// the operation UpdateApi: they begin in lower case.
func corsInTemplate(w workspace) (map[string]any, error) {
	var template struct {
		Resources map[string]struct {
			Type       string
			Properties struct{ CorsConfiguration map[string]any }
		}
	}
	if err := readJSON(filepath.Join(w.assembly(), stackOf(w.deployment)+".template.json"), &template); err != nil {
		return nil, err
	}
	for _, r := range template.Resources {
		if r.Type != "AWS::ApiGatewayV2::Api" || len(r.Properties.CorsConfiguration) == 0 {
			continue
		}
		configuration := map[string]any{}
		for name, value := range r.Properties.CorsConfiguration {
			configuration[strings.ToLower(name[:1])+name[1:]] = value
		}
		return configuration, nil
	}
	return nil, errors.New("the template has no CORS configuration")
}
