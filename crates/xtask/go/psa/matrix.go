package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// object is a mapping of a manifest.
type object = map[string]any

// The roles of containers, by the names of the containers that have them.
var roles = []string{"main", "init", "sidecar", "debug"}

// A change makes the settings of one container, and of its pod, different from those of a pod that passes every check.
type change func(pod, container object)

// A variant is one value of one control.
type variant struct {
	name string
	// what it does to the containers of one role
	change change
	// whether it says nothing about a container, so that one pod is enough
	podOnly bool
}

const matrixHead = `# Pods for the tests of rules against Pod Security admission: every control, for every role of container, with values that
# are allowed and values that are not. The name of a pod is that of its variant, and the container that has it.
# Made by crates/xtask/go/psa (go run . matrix); do not edit.
`

// matrix returns all pods, one document each.
func matrix() (string, error) {
	var text strings.Builder
	text.WriteString(matrixHead)
	for _, v := range variants() {
		for _, role := range roles {
			name := v.name + "." + role
			if v.podOnly {
				name = v.name
			}
			document, err := json.Marshal(pod(name, role, v.change))
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&text, "---\n%s\n", document)
			if v.podOnly {
				break
			}
		}
	}
	return text.String(), nil
}

// pod returns a pod that passes every check but for a change of the container of one role. It has a main container, and
// one of that role.
func pod(name, role string, change change) object {
	main, other := container("main"), container(role)
	spec := object{
		"securityContext": object{"runAsNonRoot": true, "seccompProfile": object{"type": "RuntimeDefault"}},
		"containers":      []object{main},
	}
	switch role {
	case "main":
		other = main
	case "init":
		spec["initContainers"] = []object{other}
	case "sidecar":
		other["restartPolicy"] = "Always"
		spec["initContainers"] = []object{other}
	case "debug":
		spec["ephemeralContainers"] = []object{other}
	}
	change(spec, other)
	return object{"apiVersion": "v1", "kind": "Pod", "metadata": object{"name": name}, "spec": spec}
}

func container(name string) object {
	return object{
		"name":  name,
		"image": "registry.example.com/shop:1.8.0",
		"securityContext": object{
			"allowPrivilegeEscalation": false,
			"capabilities":             object{"drop": []string{"ALL"}},
		},
	}
}

// context returns the securityContext of a container or of a pod's spec.
func context(holder object) object { return holder["securityContext"].(object) }

// set returns a change of one field of a container's securityContext; a nil value removes it.
func set(field string, value any) change {
	return func(_, container object) { put(context(container), field, value) }
}

func put(holder object, field string, value any) {
	if value == nil {
		delete(holder, field)
		return
	}
	holder[field] = value
}

// all returns the changes one after the other.
func all(changes ...change) change {
	return func(pod, container object) {
		for _, change := range changes {
			change(pod, container)
		}
	}
}

// ofPod returns a change of one field of a pod's securityContext.
func ofPod(field string, value any) change {
	return func(pod, _ object) { put(context(pod), field, value) }
}

// ofSpec returns a change of one field of a pod's spec.
func ofSpec(field string, value any) change {
	return func(pod, _ object) { put(pod, field, value) }
}

// word names a value in the name of a variant.
func word(value any) string {
	if value == nil {
		return "unset"
	}
	return strings.ToLower(fmt.Sprint(value))
}

// A value of a list, with what stands for it in names.
type named struct {
	name  string
	value any
}

func variants() []variant {
	list := []variant{{name: "good", change: all()}}
	add := func(name string, changes ...change) {
		list = append(list, variant{name: name, change: all(changes...)})
	}
	addPod := func(name string, changes ...change) {
		list = append(list, variant{name: name, change: all(changes...), podOnly: true})
	}
	for _, field := range []string{"hostNetwork", "hostPID", "hostIPC"} {
		for _, value := range []any{false, true} {
			addPod(strings.ToLower(field)+"-"+word(value), ofSpec(field, value))
		}
	}
	for _, value := range []any{nil, false, true} {
		add("escalation-"+word(value), set("allowPrivilegeEscalation", value))
		add("privileged-"+word(value), set("privileged", value), func(_, container object) {
			// the API server refuses a privileged container that must not gain privileges
			if value == true {
				context(container)["allowPrivilegeEscalation"] = true
			}
		})
	}
	addCapabilities(add)
	addUsers(add)
	bare := func(_, container object) { delete(container, "securityContext") }
	add("bare-in-pod-with-settings", bare)
	add("bare", bare, ofSpec("securityContext", nil))
	add("empty", ofSpec("securityContext", object{}), func(_, container object) {
		container["securityContext"] = object{}
	})
	addSystems(add, addPod)
	return list
}

// addCapabilities adds the lists of capabilities.
func addCapabilities(add func(string, ...change)) {
	for _, drop := range []named{
		{"unset", nil},
		{"none", []string{}},
		{"all", []string{"ALL"}},
		{"lower-case", []string{"all"}},
		{"prefixed", []string{"CAP_ALL"}},
		{"one", []string{"NET_RAW"}},
		{"one-and-all", []string{"NET_RAW", "ALL"}},
	} {
		lists := object{}
		put(lists, "drop", drop.value)
		add("drop-"+drop.name, set("capabilities", lists))
	}
	add("capabilities-unset", set("capabilities", nil))
	for _, added := range []string{"NET_BIND_SERVICE", "CAP_NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN"} {
		lists := object{"drop": []string{"ALL"}, "add": []string{added}}
		name := "add-" + strings.ReplaceAll(strings.ToLower(added), "_", "-")
		add(name, set("capabilities", lists))
	}
}

// addUsers adds what pods and containers say about their user, together.
func addUsers(add func(string, ...change)) {
	flags, users := []any{nil, false, true}, []any{nil, 0, 1000}
	for _, ofThePod := range flags {
		for _, own := range flags {
			name := fmt.Sprintf("nonroot-%s-in-pod-%s", word(own), word(ofThePod))
			add(name, set("runAsNonRoot", own), ofPod("runAsNonRoot", ofThePod))
		}
	}
	for _, ofThePod := range users {
		for _, own := range users {
			name := fmt.Sprintf("user-%s-in-pod-%s", word(own), word(ofThePod))
			both := all(set("runAsUser", own), ofPod("runAsUser", ofThePod))
			add(name, both)
			add(name+"-nonroot-unset", both, ofPod("runAsNonRoot", nil))
		}
	}
	own := ofSpec("hostUsers", false)
	add("own-users-good", own)
	add("own-users-nonroot-unset", own, ofPod("runAsNonRoot", nil))
	add("own-users-nonroot-false", own, set("runAsNonRoot", false))
	add("own-users-user-0", own, set("runAsUser", 0), ofPod("runAsNonRoot", nil))
	add("own-users-escalation-unset", own, set("allowPrivilegeEscalation", nil))
	add("node-users-user-0", ofSpec("hostUsers", true), set("runAsUser", 0), ofPod("runAsNonRoot", nil))
}

// addSystems adds pods that say for which operating system they are, without what only Linux has.
func addSystems(add, addPod func(string, ...change)) {
	plain := all(set("allowPrivilegeEscalation", nil), set("capabilities", nil), ofPod("seccompProfile", nil))
	for _, system := range []named{
		{"os-linux", ofSpec("os", object{"name": "linux"})},
		{"os-windows", ofSpec("os", object{"name": "windows"})},
		{"selects-linux", ofSpec("nodeSelector", object{"kubernetes.io/os": "linux"})},
		{"selects-windows", ofSpec("nodeSelector", object{"kubernetes.io/os": "windows"})},
	} {
		choose := system.value.(change)
		// the main container of the other roles would keep its settings of Linux
		only := func(pod, container object) {
			for _, other := range pod["containers"].([]object) {
				plain(pod, other)
			}
			plain(pod, container)
		}
		add(system.name+"-plain", choose, only)
		add(system.name+"-nonroot-unset", choose, only, ofPod("runAsNonRoot", nil))
		add(system.name+"-privileged", choose, only, set("privileged", true))
		addPod(system.name+"-host-network", choose, only, ofSpec("hostNetwork", true))
	}
}
