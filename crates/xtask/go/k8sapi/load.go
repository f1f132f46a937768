package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// modulePath is the import path of the module that is read.
const modulePath = "k8s.io/api"

// maxEntries bounds the files and folders of one module; k8s.io/api has about 4000, nearly all of them test data.
const maxEntries = 100_000

// apiPackage is one package of k8s.io/api: one version of one API group.
type apiPackage struct {
	// dir is the path of the package in the module: "core/v1".
	dir string
	// group is the API group's name as manifests write it: "" for the core group, "rbac.authorization.k8s.io".
	group string
	// openAPI is true when the package's types have OpenAPI definitions (+k8s:openapi-gen=true).
	openAPI bool
	types   *types.Package
	// docs holds the directives of each declared type and constant.
	docs map[types.Object]directives
}

// directives are the lines of a declaration's comments that begin with "+".
type directives struct {
	// own are those of the comment that touches the declaration.
	own []string
	// above are those of the comment before it, one empty line away: generators of Kubernetes read those too.
	above []string
}

// version returns the last element of the package's path: "v1beta1".
func (p *apiPackage) version() string { return p.dir[strings.LastIndexByte(p.dir, '/')+1:] }

// apiVersion returns what a manifest writes in its field apiVersion: "v1", "apps/v1".
func (p *apiPackage) apiVersion() string {
	if p.group == "" {
		return p.version()
	}
	return p.group + "/" + p.version()
}

// definition returns the name of a type in Kubernetes' OpenAPI documents.
func (p *apiPackage) definition(typeName string) string {
	return "io.k8s.api." + strings.ReplaceAll(p.dir, "/", ".") + "." + typeName
}

// module is k8s.io/api of one minor.
type module struct {
	root     string
	fset     *token.FileSet
	packages map[string]*apiPackage
	// byTypes finds a package of this module by its type information.
	byTypes map[*types.Package]*apiPackage
}

// loadModule reads every API package below root, which holds one release of k8s.io/api.
func loadModule(root string) (*module, error) {
	m := &module{root: root, fset: token.NewFileSet(), packages: map[string]*apiPackage{}, byTypes: map[*types.Package]*apiPackage{}}
	entries := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entries++; entries > maxEntries {
			return errors.New("too many files for a release of k8s.io/api")
		}
		if !entry.IsDir() {
			return nil
		}
		if entry.Name() == "testdata" {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(path, "register.go")); err != nil {
			return nil
		}
		dir, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		_, err = m.load(filepath.ToSlash(dir))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", root, err)
	}
	if len(m.packages) == 0 {
		return nil, fmt.Errorf("%s: no API package (a folder with register.go)", root)
	}
	return m, nil
}

// sorted returns the packages in the order of their paths.
func (m *module) sorted() []*apiPackage {
	all := make([]*apiPackage, 0, len(m.packages))
	for _, p := range m.packages {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *apiPackage) int { return strings.Compare(a.dir, b.dir) })
	return all
}

// Import implements types.Importer. Packages of other modules (apimachinery) are left out: no field of theirs is asked
// for, and go/types takes the names of a package that it cannot import as they come.
func (m *module) Import(path string) (*types.Package, error) {
	dir, ok := strings.CutPrefix(path, modulePath+"/")
	if !ok {
		return nil, fmt.Errorf("%s is not part of %s", path, modulePath)
	}
	p, err := m.load(dir)
	if err != nil {
		return nil, err
	}
	return p.types, nil
}

// load reads the package in dir, a path below the module's root; a package is read once.
func (m *module) load(dir string) (*apiPackage, error) {
	if p, ok := m.packages[dir]; ok {
		if p == nil {
			return nil, fmt.Errorf("%s imports itself", dir)
		}
		return p, nil
	}
	m.packages[dir] = nil
	files, err := m.parse(dir)
	if err != nil {
		return nil, err
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}}
	// errors are those of the packages left out, and what follows from them
	config := types.Config{Importer: m, IgnoreFuncBodies: true, Error: func(error) {}}
	checked, _ := config.Check(modulePath+"/"+dir, m.fset, files, info)
	p := &apiPackage{dir: dir, types: checked, docs: map[types.Object]directives{}}
	for _, file := range files {
		p.openAPI = p.openAPI || slices.Contains(packageDirectives(file), "+k8s:openapi-gen=true")
		m.readDirectives(p, file, info)
	}
	if name, ok := checked.Scope().Lookup("GroupName").(*types.Const); ok && name.Val().Kind() == constant.String {
		p.group = constant.StringVal(name.Val())
	}
	m.packages[dir] = p
	m.byTypes[checked] = p
	return p, nil
}

// parse reads the package's files, without tests and without the large generated ones, which declare no type.
func (m *module) parse(dir string) ([]*ast.File, error) {
	folder := filepath.Join(m.root, filepath.FromSlash(dir))
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.Contains(name, "generated") {
			continue
		}
		file, err := parser.ParseFile(m.fset, filepath.Join(folder, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// packageDirectives returns the directives above a file's package clause.
func packageDirectives(file *ast.File) []string {
	var found []string
	for _, group := range file.Comments {
		if group.Pos() < file.Package {
			found = append(found, commentDirectives(group)...)
		}
	}
	return found
}

// readDirectives notes the directives of the types and constants that a file declares.
func (m *module) readDirectives(p *apiPackage, file *ast.File, info *types.Info) {
	endingAt := map[int]*ast.CommentGroup{}
	for _, group := range file.Comments {
		endingAt[m.fset.Position(group.End()).Line] = group
	}
	for _, declaration := range file.Decls {
		general, ok := declaration.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			names, doc := namesAndDoc(spec)
			start := spec.Pos()
			if !general.Lparen.IsValid() {
				doc, start = general.Doc, general.Pos()
			}
			d := directives{own: commentDirectives(doc)}
			if doc != nil {
				start = doc.Pos()
			}
			d.above = commentDirectives(endingAt[m.fset.Position(start).Line-2])
			for _, name := range names {
				if object := info.Defs[name]; object != nil {
					p.docs[object] = d
				}
			}
		}
	}
}

// namesAndDoc returns what a type or constant declaration declares, and its comment.
func namesAndDoc(spec ast.Spec) ([]*ast.Ident, *ast.CommentGroup) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		return []*ast.Ident{spec.Name}, spec.Doc
	case *ast.ValueSpec:
		return spec.Names, spec.Doc
	default:
		return nil, nil
	}
}

// commentDirectives returns the lines of a comment that begin with "+".
func commentDirectives(group *ast.CommentGroup) []string {
	if group == nil {
		return nil
	}
	var found []string
	for line := range strings.Lines(group.Text()) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "+") {
			found = append(found, line)
		}
	}
	return found
}
