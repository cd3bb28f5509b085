const api = await (await fetch('/openapi/v1.json')).json();
const main = document.getElementById('main');
main.replaceChildren();

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((c) => c !== null && c !== undefined));
  return made;
};

const nameOf = (schema) => schema?.$ref?.split('/').pop();

/** A schema as an example-like outline; a reference inside itself is named instead of repeated. */
const outline = (schema, seen = []) => {
  if (!schema) return 'any';
  const name = nameOf(schema);
  if (name) return seen.includes(name) ? name : outline(api.components?.schemas?.[name], [...seen, name]);
  const some = schema.oneOf ?? schema.anyOf;
  if (some) return outline(some.find((s) => s.type !== 'null') ?? some[0], seen);
  if (schema.enum) return schema.enum.join(' | ');
  const type = [schema.type].flat().filter((t) => t && t !== 'null').join(' | ');
  if (type === 'array') return [outline(schema.items, seen)];
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([key, value]) => [key, outline(value, seen)]));
  }
  if (schema.additionalProperties) return { '…': outline(schema.additionalProperties, seen) };
  return [type || 'any', schema.format].filter(Boolean).join(', ');
};

const block = (title, content) => {
  const schema = Object.values(content ?? {})[0]?.schema;
  return schema ? element('div', {}, element('h4', { textContent: title }), element('pre', { textContent: JSON.stringify(outline(schema), null, 2) })) : null;
};

/** The example of a content, as it goes over the wire. */
const exampleOf = (content) => Object.values(content ?? {}).find((media) => media.example !== undefined)?.example;

/** The call as it can be pasted into a shell, which asks first where the call changes something for everybody. */
const curl = (method, path, body, asks) => {
  const words = [`${asks ? `printf '${asks} Enter goes on, Ctrl+C stops. ' && read -r _ && ` : ''}curl '${location.origin}${path}'`];
  if (method !== 'get' && !(method === 'post' && body !== undefined)) words.push(`-X ${method.toUpperCase()}`);
  if (body !== undefined) words.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`);
  return words.join(' \\\n  ');
};

const example = (method, operation) => {
  const path = operation['x-example-path'];
  if (!path) return null;
  const [status, response] = Object.entries(operation.responses ?? {}).find(([s]) => s.startsWith('2')) ?? [];
  const answer = exampleOf(response?.content);
  return element('div', {}, element('h4', { textContent: 'Example' }),
    element('pre', { textContent: curl(method, path, exampleOf(operation.requestBody?.content), operation['x-example-asks']) }),
    answer === undefined ? null : element('pre', { textContent: `${status}\n${JSON.stringify(answer, null, 2)}` }));
};

const parameters = (list) => list?.length
  ? element('table', {}, ...list.map((p) => element('tr', {},
      element('td', {}, element('code', { textContent: p.name })), element('td', { textContent: `${p.in}${p.required ? ', required' : ''}` }),
      element('td', { textContent: p.description ?? '' }))))
  : null;

const groups = new Map();
for (const [path, methods] of Object.entries(api.paths)) {
  if (/^\/v1\/.$/.test(path)) continue;
  for (const [method, operation] of Object.entries(methods)) {
    const tag = operation.tags?.[0] ?? 'Other';
    groups.set(tag, [...(groups.get(tag) ?? []), { path, method, operation }]);
  }
}

for (const [tag, operations] of groups) {
  main.append(element('h2', { textContent: tag }));
  for (const { path, method, operation } of operations) {
    main.append(element('details', {},
      element('summary', {}, element('span', { className: 'method', textContent: method.toUpperCase() }), element('code', { textContent: path }),
        element('span', { textContent: operation.summary ?? '' })),
      element('div', {}, element('p', { textContent: operation.description ?? '' }), parameters(operation.parameters),
        example(method, operation),
        block('Request', operation.requestBody?.content),
        ...Object.entries(operation.responses ?? {}).map(([status, response]) => status.startsWith('2') ? block(`Answer ${status}`, response.content) : null),
        element('p', {}, 'Also answers ', ...Object.keys(operation.responses ?? {}).filter((s) => !s.startsWith('2')).map((s) => element('code', { textContent: s + ' ' }))))));
  }
}
