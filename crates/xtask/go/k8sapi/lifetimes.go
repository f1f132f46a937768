package main

import (
	"errors"
	"fmt"
	"go/types"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// lifecyclePrefix begins the directives of prerelease-lifecycle-gen, a generator of Kubernetes. kube-apiserver reads
// what it generates: it stops serving a version in the minor that "removed" names.
const lifecyclePrefix = "+k8s:prerelease-lifecycle-gen:"

// implied is the number of minors after which prerelease-lifecycle-gen lets a pre-release version be deprecated, and
// after its deprecation be removed, when no directive says so.
const implied = 3

// release is a Kubernetes version; its zero value stands for none.
type release struct{ major, minor int }

func (r release) String() string {
	if r == (release{}) {
		return "-"
	}
	return fmt.Sprintf("%d.%d", r.major, r.minor)
}

func (r release) plus(minors int) release { return release{r.major, r.minor + minors} }

// parseRelease reads "1.21".
func parseRelease(text string) (release, error) {
	major, minor, found := strings.Cut(text, ".")
	a, errA := strconv.Atoi(major)
	b, errB := strconv.Atoi(minor)
	if !found || errA != nil || errB != nil {
		return release{}, fmt.Errorf("%q is no Kubernetes version", text)
	}
	return release{a, b}, nil
}

// kindKey names a kind of one API version.
type kindKey struct{ apiVersion, kind string }

// lifetime is the life of one kind of one API version.
type lifetime struct {
	introduced, deprecated, removed release
	// replacement is an apiVersion, with "/Kind" behind it if the kind changes too; empty if there is none.
	replacement string
}

// line writes a lifetime as one line of lifetimes.txt.
func (l *lifetime) line(key kindKey) string {
	replacement := l.replacement
	if replacement == "" {
		replacement = "-"
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s\n", key.apiVersion, key.kind, l.introduced, l.deprecated, l.removed, replacement)
}

// lifetimes returns the lifetimes that directives of the module tell. Kinds of lists are left out: they share the
// life of the kind that they list.
func (m *module) lifetimes() (map[kindKey]lifetime, error) {
	found := map[kindKey]lifetime{}
	for _, p := range m.sorted() {
		for object, doc := range p.docs {
			name, ok := object.(*types.TypeName)
			if !ok || p.isList(name.Name()) {
				continue
			}
			life, tagged, err := readLifetime(p.version(), name.Name(), slices.Concat(doc.above, doc.own))
			if err != nil {
				return nil, fmt.Errorf("%s.%s: %w", p.dir, name.Name(), err)
			}
			if tagged {
				found[kindKey{p.apiVersion(), name.Name()}] = life
			}
		}
	}
	return found, nil
}

// isList says whether a type is the list of another type of the package.
func (p *apiPackage) isList(name string) bool {
	item, ok := strings.CutSuffix(name, "List")
	return ok && p.types.Scope().Lookup(item) != nil
}

// readLifetime reads the directives of one type; tagged is false if it has none about its life.
func readLifetime(version, kind string, lines []string) (life lifetime, tagged bool, err error) {
	for _, line := range lines {
		name, value, found := strings.Cut(strings.TrimPrefix(line, lifecyclePrefix), "=")
		if !strings.HasPrefix(line, lifecyclePrefix) || !found {
			continue
		}
		tagged = true
		switch name {
		case "introduced":
			life.introduced, err = parseRelease(value)
		case "deprecated":
			life.deprecated, err = parseRelease(value)
		case "removed":
			life.removed, err = parseRelease(value)
		case "replacement":
			life.replacement, err = readReplacement(kind, value)
		}
		if err != nil {
			return lifetime{}, false, err
		}
	}
	if tagged && (strings.Contains(version, "alpha") || strings.Contains(version, "beta")) {
		life.imply()
	}
	return life, tagged, nil
}

// imply fills in what prerelease-lifecycle-gen implies for a pre-release version.
func (l *lifetime) imply() {
	if l.deprecated == (release{}) && l.introduced != (release{}) {
		l.deprecated = l.introduced.plus(implied)
	}
	if l.removed == (release{}) && l.deprecated != (release{}) {
		l.removed = l.deprecated.plus(implied)
	}
}

// readReplacement reads "group,version,Kind". Some releases name the list of the kind where they mean the kind.
func readReplacement(kind, value string) (string, error) {
	parts := strings.Split(value, ",")
	if len(parts) != 3 {
		return "", fmt.Errorf("replacement %q is not group,version,Kind", value)
	}
	apiVersion := strings.TrimPrefix(parts[0]+"/"+parts[1], "/")
	if parts[2] != kind && parts[2] != kind+"List" {
		apiVersion += "/" + parts[2]
	}
	return apiVersion, nil
}

// history joins the lifetimes of all releases.
type history struct {
	lives map[kindKey]lifetime
	// last is the newest minor whose release holds the kind.
	last map[kindKey]int
}

// add takes the lifetimes of one minor, which speak for the kinds from then on.
func (h *history) add(minor int, lives map[kindKey]lifetime) {
	for key, life := range lives {
		h.lives[key] = life
		h.last[key] = minor
	}
}

// settle corrects what the directives foretold by what came to pass, and names replacements that they leave out.
func (h *history) settle(newest int) {
	for key, life := range h.lives {
		gone := release{1, h.last[key] + 1}
		if h.last[key] < newest && (life.removed == (release{}) || gone.minor < life.removed.minor) {
			life.removed = gone
			// what was deleted before its planned deprecation was never deprecated
			if life.deprecated.minor >= gone.minor {
				life.deprecated = release{}
			}
		}
		if life.replacement == "" && life.removed != (release{}) {
			life.replacement = h.successor(key, newest)
		}
		h.lives[key] = life
	}
}

// successor returns the most stable version of the kind in its API group that the newest release holds, if it is more
// stable than the kind's own.
func (h *history) successor(key kindKey, newest int) string {
	group, version := splitAPIVersion(key.apiVersion)
	best := version
	for other := range h.lives {
		otherGroup, otherVersion := splitAPIVersion(other.apiVersion)
		if other.kind == key.kind && otherGroup == group && h.last[other] == newest && compareStability(otherVersion, best) > 0 {
			best = otherVersion
		}
	}
	if best == version {
		return ""
	}
	return strings.TrimPrefix(group+"/"+best, "/")
}

// splitAPIVersion returns the group, empty for the core group, and the version.
func splitAPIVersion(apiVersion string) (group, version string) {
	at := strings.LastIndexByte(apiVersion, '/')
	return apiVersion[:max(at, 0)], apiVersion[at+1:]
}

// apiVersionPattern matches a version of a Kubernetes API: v1, v1beta2.
var apiVersionPattern = regexp.MustCompile(`^v(\d+)(?:(alpha|beta)(\d+))?$`)

// compareStability is positive if version a is more stable than b, or as stable and newer.
func compareStability(a, b string) int {
	rank := func(version string) [3]int {
		parts := apiVersionPattern.FindStringSubmatch(version)
		if parts == nil {
			return [3]int{}
		}
		// the pattern lets only digits through; a number too large to hold counts as the largest
		major, _ := strconv.Atoi(parts[1])
		step, _ := strconv.Atoi(parts[3])
		return [3]int{map[string]int{"alpha": 1, "beta": 2, "": 3}[parts[2]], major, step}
	}
	x, y := rank(a), rank(b)
	return slices.Compare(x[:], y[:])
}

const lifetimesHead = `# Lifetimes of API versions: apiVersion, Kind, introduced, deprecated, removed, replacement (with /Kind if it is another).
# "-" stands for none. List kinds follow the kind that they list. "removed" beyond the newest release is what is planned.
#
# This first part is made by crates/xtask/go/k8sapi (go run . lifetimes -o FILE) from the releases %d to %d of the Go
# module k8s.io/api: the newest release that holds a kind speaks for it. Do not edit it. The parts below it are written
# by hand; the generator keeps them, and leaves out of its own part each kind that the part by hand corrects.
`

// handMark is the line that begins the part of lifetimes.txt that the generator keeps.
const handMark = "# by hand\n"

// lifetimesTable returns lifetimes.txt for the releases that the arguments name, with the part by hand of the file
// that it replaces (output), if there is one.
func lifetimesTable(args []string, output string) (string, error) {
	all := history{map[kindKey]lifetime{}, map[kindKey]int{}}
	var failed error
	minors, err := loadReleases(args, func(minor int, m *module) {
		found, err := m.lifetimes()
		failed = errors.Join(failed, err)
		all.add(minor, found)
	})
	if err := errors.Join(err, failed); err != nil {
		return "", err
	}
	newest := minors[len(minors)-1]
	all.settle(newest)
	hand, corrected, err := partByHand(output)
	if err != nil {
		return "", err
	}
	var lines []string
	for key, life := range all.lives {
		if !corrected[key] {
			lines = append(lines, life.line(key))
		}
	}
	slices.Sort(lines)
	return fmt.Sprintf(lifetimesHead, minors[0], newest) + strings.Join(lines, "") + hand, nil
}

// partByHand returns what follows the generated part of a table, and the kinds in it; nothing if there is no such
// file or part.
func partByHand(file string) (string, map[kindKey]bool, error) {
	if file == "" {
		return "", nil, nil
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	at := strings.Index(string(text), "\n"+handMark)
	if at < 0 {
		return "", nil, nil
	}
	hand := string(text[at+1:])
	kinds := map[kindKey]bool{}
	for line := range strings.Lines(hand) {
		if columns := strings.Split(line, "\t"); !strings.HasPrefix(line, "#") && len(columns) > 1 {
			kinds[kindKey{columns[0], columns[1]}] = true
		}
	}
	return hand, kinds, nil
}
