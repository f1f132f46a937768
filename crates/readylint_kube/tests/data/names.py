"""Asks a running kube-apiserver which names it takes for objects of each built-in kind, by dry runs, and prints the
answers as a table: one row a kind and field, one column a name, `+` for taken and `-` for refused. `a*53` stands for 53
letters. Each object is one that the server takes under the name it has in the folder given as argument.

  names.py [SERVER [TOKEN]] FOLDER > names-1.36.tsv
"""
import glob, http.client, json, ssl, sys, urllib.parse
import yaml

NAMES = ['=', 'shop', 'Upper', 'under_score', 'dot.ted', '1digit', '123', 'has/slash', 'a%b', 'a:b', 'a b', 'ä', 'a*52', 'a*53', 'a*63',
         'a*64', 'a*253', 'a*254', 'shop-', '-shop', 'shop.', '.', '..', 'system-shop', '10.0.0.7']
PREFIXES = ['shop', 'Upper-', 'under_', 'dot.ted-', '1digit-', 'has/slash-', 'a%b-', 'shop-', 'shop--', '-', '--', 'shop.', 'shop.-',
            'a:', 'a*47', 'a*48', 'a*52', 'a*53', 'a*63', 'a*64', 'a*253', 'a*254', 'system-']
*SERVER, FOLDER = sys.argv[1:]
URL = urllib.parse.urlsplit(SERVER[0] if SERVER else 'https://127.0.0.1:16443')
TOKEN = SERVER[1] if len(SERVER) > 1 else 'oracle'
TLS = ssl.create_default_context()
TLS.check_hostname, TLS.verify_mode = False, ssl.CERT_NONE
CONNECTION = http.client.HTTPSConnection(URL.netloc, context=TLS, timeout=30)


def call(method, path, body=None):
    head = {'Authorization': f'Bearer {TOKEN}', 'Content-Type': 'application/json'}
    CONNECTION.request(method, path, json.dumps(body) if body else None, head)
    answer = CONNECTION.getresponse()
    status, text = answer.status, answer.read()
    return status, json.loads(text) if status != 404 else {}


def root(api):
    return f'/{"apis" if "/" in api else "api"}/{api}'


def resources(api, known={}):
    if api not in known:
        status, body = call('GET', root(api))
        kinds = body.get('resources', []) if status == 200 else []
        known[api] = {kind['kind']: kind for kind in kinds if '/' not in kind['name'] and 'create' in kind['verbs']}
    return known[api]


def objects():
    """One object of each kind, the first that is taken as it is."""
    for file in sorted(glob.glob(FOLDER + '/*.yaml')):
        o = yaml.safe_load(open(file))
        if isinstance(o, dict):
            yield json.loads(json.dumps(o, default=lambda time: time.isoformat()))


def taken(o, resource, field, text):
    own = o['metadata'].get('name', '')
    letters, star, count = text.partition('*')
    text = own if text == '=' else letters * int(count) if star else text
    keep = {key: o['metadata'][key] for key in ('labels', 'annotations') if key in o['metadata']}
    path = f'{root(o["apiVersion"])}/'
    if resource['namespaced']:
        # an Event of the core group lives where its object does
        namespace = (o.get('involvedObject') or {}).get('namespace') or 'names'
        path += f'namespaces/{namespace}/'
        if text == own:
            call('POST', '/api/v1/namespaces', {'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': namespace}})
    body = {**o, 'metadata': {**keep, field: text}}
    status = call('POST', f'{path}{resource["name"]}?dryRun=All', body)[0]
    return status < 300 or status == 409  # there is one of that name already


def main():
    print('# which names kube-apiserver', call('GET', '/version')[1]['gitVersion'], 'takes; as:')
    print('# python3 crates/readylint_kube/tests/data/names.py crates/readylint_schema/tests/objects')
    found = {}
    for o in objects():
        key = (o['apiVersion'], o['kind'])
        resource = resources(o['apiVersion']).get(o['kind'])
        if key not in found and resource and 'list' in resource['verbs'] and taken(o, resource, 'name', '='):
            found[key] = o, resource
    for field, texts in (('name', NAMES), ('generateName', PREFIXES)):
        print('\t'.join(['apiVersion', 'kind', field, *texts]))
        for (api, kind), (o, resource) in sorted(found.items()):
            print('\t'.join([api, kind, field, *('+' if taken(o, resource, field, text) else '-' for text in texts)]))


main()
