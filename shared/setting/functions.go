package setting

import "fmt"

// parseFunctions accepts a JSON object with the names of the functions that a redrive invokes.
func parseFunctions(text string) (map[string]string, error) {
	names, err := parseObject[map[string]string](text)
	if err != nil {
		return nil, err
	}
	for _, function := range []string{"deliver", "publish", "delivery-status"} {
		if names[function] == "" {
			return nil, fmt.Errorf("%s is missing", function)
		}
	}
	return names, nil
}
