#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""schemas/onnx.proto against the descriptor of the onnx package, and exchange of messages.

The schema is read by the small parser below, so that no protobuf compiler is needed. Messages that
Python builds (every field set, in every message type, to values that tell the fields apart, and
the model files of the package) go through the generated C code (build/tests/schema_echo) and must
come back equal; bytes must be those of Python's own serialisation.
"""
import glob
import os
import re
import subprocess
import sys

import onnx
from google.protobuf import descriptor_pb2
from onnx import onnx_data_pb2, onnx_ml_pb2

HERE = os.path.dirname(os.path.abspath(__file__))
SCHEMA = os.path.join(HERE, '..', '..', 'schemas', 'onnx.proto')
passed = failed = 0


def check(ok, what):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print('FAILED', what)


# ---- the schema, as facts: (path, …) tuples ----

TYPES = {'double': 1, 'float': 2, 'int64': 3, 'uint64': 4, 'int32': 5, 'bool': 8, 'string': 9,
         'bytes': 12, 'uint32': 13}


def parse(text):
    """Set of facts about messages, fields, enum values and reserved ranges."""
    text = re.sub(r'//[^\n]*', '', text)
    tokens = re.findall(r'"[^"]*"|[A-Za-z_][\w.]*|-?\d+|[{}=;,\[\]]', text)
    facts, at = set(), 0
    scope = []          # (kind, name)
    oneof = None
    while at < len(tokens):
        t = tokens[at]
        if t in ('message', 'enum', 'oneof'):
            name = tokens[at + 1]
            assert tokens[at + 2] == '{'
            scope.append((t, name))
            path = '.'.join(n for k, n in scope if k != 'oneof')
            if t == 'message':
                facts.add(('message', path))
            elif t == 'oneof':
                oneof = name
            at += 3
        elif t == '}':
            if scope.pop()[0] == 'oneof':
                oneof = None
            at += 1
        elif t in ('syntax', 'package'):
            end = tokens.index(';', at)
            facts.add((t, ' '.join(tokens[at + 1:end]).strip('= "')))
            at = end + 1
        elif t == 'reserved':
            end = tokens.index(';', at)
            part = tokens[at + 1:end]
            path = '.'.join(n for k, n in scope)
            for item in ' '.join(part).split(','):
                words = item.split()
                if words[0].startswith('"'):
                    facts.add(('reserved', path, words[0].strip('"')))
                else:
                    last = int(words[2]) if len(words) == 3 else int(words[0])
                    for n in range(int(words[0]), last + 1):
                        facts.add(('reserved', path, n))
            at = end + 1
        elif scope and scope[-1][0] == 'enum':
            assert tokens[at + 1] == '='
            path = '.'.join(n for k, n in scope)
            facts.add(('value', path, t, int(tokens[at + 2])))
            at = tokens.index(';', at) + 1
        else:
            label = 'optional'
            if oneof is None:
                label = t
                assert label in ('optional', 'repeated'), t
                at += 1
            kind, name, number = tokens[at], tokens[at + 1], int(tokens[at + 3])
            end = tokens.index(';', at)
            packed = 'packed' in tokens[at:end]
            path = '.'.join(n for k, n in scope if k != 'oneof')
            facts.add(('field', path, name, number, label, kind, oneof or '', packed))
            at = end + 1
    return facts


def resolve(facts):
    """Type names of fields as full paths: the innermost scope that declares the name."""
    known = {f[1] for f in facts if f[0] in ('message', 'value')}
    out = set()
    for f in facts:
        if f[0] == 'field' and f[5] not in TYPES:
            scope = f[1].split('.')
            while scope and '.'.join(scope + [f[5]]) not in known:
                scope.pop()
            f = f[:5] + ('.'.join(scope + [f[5]]),) + f[6:]
        out.add(f)
    return out


def describe(files):
    """The same facts from the package's descriptors."""
    names = {n: k for k, n in TYPES.items()}
    facts = {('package', 'onnx'), ('syntax', 'proto2')}

    def enum(e, scope):
        for v in e.value:
            facts.add(('value', '.'.join(scope + [e.name]), v.name, v.number))

    pending = []
    for module in files:
        f = descriptor_pb2.FileDescriptorProto()
        module.DESCRIPTOR.CopyToProto(f)
        check(f.package == 'onnx' and f.syntax in ('', 'proto2'), f'package and syntax of {f.name}')
        pending += [(m, []) for m in f.message_type]
        for e in f.enum_type:
            enum(e, [])
    while pending:
        m, scope = pending.pop()
        scope = scope + [m.name]
        path = '.'.join(scope)
        facts.add(('message', path))
        for x in m.field:
            kind = x.type_name.removeprefix('.onnx.') or names[x.type]
            oneof = m.oneof_decl[x.oneof_index].name if x.HasField('oneof_index') else ''
            label = 'repeated' if x.label == x.LABEL_REPEATED else 'optional'
            check(x.label != x.LABEL_REQUIRED and not x.default_value, f'{path}.{x.name} is plain')
            facts.add(('field', path, x.name, x.number, label, kind, oneof, x.options.packed))
        for e in m.enum_type:
            enum(e, scope)
        for r in m.reserved_range:
            for n in range(r.start, r.end):
                facts.add(('reserved', path, n))
        for n in m.reserved_name:
            facts.add(('reserved', path, n))
        pending += [(n, scope) for n in m.nested_type]
    return facts


def compare_schema():
    ours = resolve(parse(open(SCHEMA).read()))
    theirs = describe([onnx_ml_pb2, onnx_data_pb2])
    for f in sorted(ours | theirs, key=str):
        where = 'the package' if f not in theirs else 'our schema'
        check(f in ours and f in theirs, f'{" ".join(map(str, f))}: not in {where}')
    newest = max(f[3] for f in ours if f[0] == 'value' and f[1] == 'Version')
    check(newest == onnx.IR_VERSION, f'newest IR {newest}, package {onnx.IR_VERSION}')


# ---- exchange ----

def fill(message, depth, counter):
    """Sets every field to a value of its own; nested messages down to `depth`."""
    for f in message.DESCRIPTOR.fields:
        if f.containing_oneof and message.WhichOneof(f.containing_oneof.name):
            continue
        for _ in range(3 if f.is_repeated else 1):
            counter[0] += 1
            n = counter[0]
            value = {1: n + 0.5, 2: n + 0.25, 3: -n * 10**12, 4: n * 10**13, 5: -n, 8: True,
                     9: f'text {n} \u00e9', 12: bytes([n % 256, 0, 255]), 13: n}.get(f.type)
            if f.enum_type:
                value = f.enum_type.values[n % len(f.enum_type.values)].number
            if f.message_type:
                if depth == 0:
                    continue
                slot = getattr(message, f.name)
                slot = slot.add() if f.is_repeated else slot
                slot.SetInParent() if not f.is_repeated else None
                fill(slot, depth - 1, counter)
            elif f.is_repeated:
                getattr(message, f.name).append(value)
            else:
                setattr(message, f.name, value)
    return message


def exchange():
    echo = os.path.join(os.environ['LOSSGRAPH_BUILD'], 'tests', 'schema_echo')
    messages = []
    kinds = {**onnx_ml_pb2.DESCRIPTOR.message_types_by_name,
             **onnx_data_pb2.DESCRIPTOR.message_types_by_name}
    for name in ('AttributeProto ValueInfoProto NodeProto TrainingInfoProto ModelProto GraphProto '
                 'TensorProto SparseTensorProto TypeProto FunctionProto SequenceProto MapProto '
                 'OptionalProto TensorAnnotation TensorShapeProto OperatorSetIdProto '
                 'NodeDeviceConfigurationProto DeviceConfigurationProto').split():
        cls = getattr(onnx_data_pb2 if name in ('SequenceProto', 'MapProto', 'OptionalProto')
                      else onnx, name)
        assert name in kinds
        for depth in range(0, 4 if name != 'ModelProto' else 3):
            messages.append((name, cls, fill(cls(), depth, [0]).SerializeToString()))
        # A field of the future travels as an unknown field.
        messages.append((name, cls, cls().SerializeToString() + b'\xc2\x3e\x03abc'))
    one = onnx_ml_pb2.TypeProto()
    for f in one.DESCRIPTOR.oneofs_by_name['value'].fields:
        m = onnx_ml_pb2.TypeProto()
        getattr(m, f.name).SetInParent()
        messages.append(('TypeProto', onnx_ml_pb2.TypeProto, m.SerializeToString()))
    data = os.path.join(os.path.dirname(onnx.__file__), 'backend', 'test', 'data')
    for path in sorted(glob.glob(os.path.join(data, '*', '*', 'model.onnx'))):
        messages.append(('ModelProto', onnx.ModelProto, open(path, 'rb').read()))

    feed = b''.join(f'{n} {len(b)}\n'.encode() + b for n, _, b in messages)
    done = subprocess.run([echo], input=feed, capture_output=True)
    check(done.returncode == 0, f'{echo} ended with {done.returncode}')
    at = 0
    for i, (name, cls, sent) in enumerate(messages):
        end = done.stdout.find(b'\n', at)
        got_name, size = done.stdout[at:end].decode().split() if end > 0 else ('nothing', '0')
        body = done.stdout[end + 1:end + 1 + int(size)]
        at = end + 1 + int(size)
        check(got_name == name, f'message {i} {name}: C answered {got_name}')
        if got_name != name:
            continue
        a, b = cls(), cls()
        a.ParseFromString(sent)
        b.ParseFromString(body)
        check(a == b, f'message {i} {name}: differs after the way through C')
        check(a.SerializeToString(deterministic=True) == body,
              f'message {i} {name}: {len(sent)} bytes sent, {len(body)} came back')


compare_schema()
exchange()
print(f'{passed} passed, {failed} failed')
sys.exit(1 if failed else 0)
