package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"faro.example/shared/api"
	"faro.example/shared/fault"
)

func loadSpec() (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	spec, err := loader.LoadFromData(description)
	if err != nil {
		return nil, fmt.Errorf("read description: %w", err)
	}
	if err := spec.Validate(loader.Context); err != nil {
		return nil, fmt.Errorf("check description: %w", err)
	}
	return spec, nil
}

// validate checks a request against the description. What the validator says
// may quote what was sent: only the place of the fault is taken from it.
func (a *API) validate(c *gin.Context) {
	path := described(c.FullPath())
	item := a.spec.Paths.Find(path)
	if item == nil || item.GetOperation(c.Request.Method) == nil {
		a.fail(c, fault.Newf(fault.Internal, "a route that is not described"))
		return
	}
	err := openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
		Request:     c.Request,
		QueryParams: c.Request.URL.Query(),
		PathParams:  pathParameters(c),
		Route: &routers.Route{
			Spec: a.spec, Path: path, PathItem: item, Method: c.Request.Method, Operation: item.GetOperation(c.Request.Method),
		},
		Options: &openapi3filter.Options{
			ExcludeRequestBody:  path == api.PathChanges || path == pathComparisons || path == pathPieces, // frames and files, not JSON
			SkipSettingDefaults: true,
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
		},
	})
	if err == nil {
		err = unknownParameters(item.GetOperation(c.Request.Method), c.Request)
	} else {
		err = invalid(err)
	}
	if err == nil {
		err = a.grave(c, item.GetOperation(c.Request.Method))
	}
	if err != nil {
		a.fail(c, err)
	}
}

// pathParameters gives those of a request.
func pathParameters(c *gin.Context) map[string]string {
	out := make(map[string]string, len(c.Params))
	for _, p := range c.Params {
		out[p.Key] = p.Value
	}
	return out
}

// grave refuses what the description marks as gravest to machines, and to a
// person who was not at the provider lately.
func (a *API) grave(c *gin.Context, op *openapi3.Operation) error {
	if op.Extensions["x-reauthenticate"] != true {
		return nil
	}
	e := eventOf(c)
	if e.session == nil {
		return fault.Newf(fault.Denied, "only a person may do that")
	}
	return a.People.Sessions.Fresh(c.Request.Context(), *e.session, e.caller.Role)
}

// unknownParameters refuses a query parameter that is not described: a code or
// a name typed there would end in the logs of every proxy on the way.
func unknownParameters(op *openapi3.Operation, r *http.Request) error {
	for name := range r.URL.Query() {
		if op.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			return &fault.Error{Kind: fault.Invalid, Detail: "a query parameter that is not described", Remedy: "see the API's description"}
		}
	}
	return nil
}

// invalid says what is wrong with a request in our own words.
func invalid(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errTooLarge
	}
	var request *openapi3filter.RequestError
	if !errors.As(err, &request) {
		return errParameter
	}
	var parse *openapi3filter.ParseError
	var schema *openapi3.SchemaError
	isSchema, isParse := errors.As(err, &schema), errors.As(err, &parse)
	switch {
	case request.Parameter != nil:
		return fault.Field(request.Parameter.Name, wrong(schema), "see the API's description")
	case isSchema:
		return fault.Field(place(schema), wrong(schema), "see the API's description")
	case isParse && parse.Kind == openapi3filter.KindUnsupportedFormat, strings.HasPrefix(request.Reason, "header Content-Type"):
		return errType
	}
	return errBody
}

// place names the field that is wrong. Only names that the description gives
// are told: one that it does not give is what somebody sent.
func place(e *openapi3.SchemaError) string {
	at := e.JSONPointer()
	if e.SchemaField == "properties" || e.SchemaField == "additionalProperties" {
		at = at[:max(len(at)-1, 0)]
	}
	return strings.Join(at, ".")
}

// wrong says what is wrong by the word of the schema that is not kept.
func wrong(e *openapi3.SchemaError) string {
	if e == nil {
		return "missing, or not in the form that is asked for"
	}
	switch e.SchemaField {
	case "required":
		return "missing"
	case "properties", "additionalProperties":
		return "a field that is not described"
	case "enum":
		return "not one of the values that there are"
	case "minLength", "minItems", "minimum":
		return "too short or too small"
	case "maxLength", "maxItems", "maximum":
		return "too long or too large"
	case "uniqueItems":
		return "the same value twice"
	}
	return "not in the form that is asked for"
}

// described gives a route as the description writes it: {name} for :name.
func described(route string) string {
	parts := strings.Split(route, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}
