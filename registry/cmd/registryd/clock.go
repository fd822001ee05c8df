//go:build !demo

package main

import "net/http"

// addClock adds nothing: only a build tagged demo can be told what time it is.
func (s *server) addClock(*http.ServeMux) {}
