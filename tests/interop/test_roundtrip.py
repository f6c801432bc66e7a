#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Models through import and export (build/tests/model_echo), compared with the onnx package.

Every model of the backend tests, and models with what those lack: functions, overloads,
training_info, sparse tensors, multi-device hints, metadata, unknown fields, denotations, every
element type in both carriers. Two models are equal when they differ only in how a tensor is stored,
in empty strings that are there or not, in the order of value_info, and in the spelling of the
default domain.
"""
import glob
import os
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.backend.test.loader import load_model_tests

passed = failed = 0


def check(ok, what):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print('FAILED', what)


# ---- equality ----

def same_tensor(t):
    """The tensor with its elements in one canonical form."""
    if t.data_type != TensorProto.STRING and t.data_location != TensorProto.EXTERNAL:
        data = numpy_helper.to_array(t).tobytes()
        for f in ('float_data', 'int32_data', 'int64_data', 'double_data', 'uint64_data'):
            t.ClearField(f)
        t.raw_data = data


def dense(s):
    values = numpy_helper.to_array(s.values)
    index = numpy_helper.to_array(s.indices)
    out = np.zeros([int(np.prod(list(s.dims)))], values.dtype)
    if index.ndim == 2:
        index = np.ravel_multi_index(index.T, list(s.dims))
    out[index] = values
    t = numpy_helper.from_array(out.reshape(list(s.dims)), s.values.name)
    return t


def normalise(message):
    pending = [message]
    while pending:
        m = pending.pop()
        kind = m.DESCRIPTOR.name
        if kind == 'TensorProto':
            same_tensor(m)
        if kind == 'GraphProto':
            for s in m.sparse_initializer:
                m.initializer.append(dense(s))
            m.ClearField('sparse_initializer')
            for name in ('initializer', 'value_info'):
                entries = sorted(getattr(m, name), key=lambda x: x.name)
                m.ClearField(name)
                getattr(m, name).extend(entries)
        if kind == 'AttributeProto' and m.HasField('sparse_tensor'):
            t = dense(m.sparse_tensor)
            m.ClearField('sparse_tensor')
            m.t.CopyFrom(t)
        if kind in ('NodeProto', 'OperatorSetIdProto', 'FunctionProto') and m.domain == 'ai.onnx':
            m.domain = ''
        if kind == 'ModelProto' and m.model_version == 0:
            m.ClearField('model_version')
        if kind == 'Dimension' and m.dim_value < 0:
            m.ClearField('dim_value')
        for f, value in m.ListFields():
            if f.message_type:
                pending.extend(value if f.is_repeated else [value])
            elif f.type == f.TYPE_STRING and not f.is_repeated and value == '':
                m.ClearField(f.name)
        for f in m.DESCRIPTOR.fields:
            if f.type == f.TYPE_STRING and not f.is_repeated and m.HasField(f.name) \
                    and getattr(m, f.name) == '':
                m.ClearField(f.name)
    return message


# ---- models ----

def info(name, shape=(2,), dtype=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, dtype, shape)


def model(graph, ir=14, **kw):
    return helper.make_model(graph, ir_version=ir, opset_imports=kw.pop(
        'opsets', [helper.make_opsetid('', 22)]), **kw)


def full_model():
    """One model with a bit of everything that no backend test has."""
    then = helper.make_graph([helper.make_node('Add', ['x', 'w'], ['t'])], 'then', [], [info('t')])
    other = helper.make_graph([helper.make_node('Neg', ['x'], ['e'])], 'else', [], [info('e')],
                              initializer=[helper.make_tensor('k', 1, [2], [1, 2])])
    nodes = [
        helper.make_node('Greater', ['s', 'w0'], ['c'], name='compare'),
        helper.make_node('If', ['c'], ['y'], then_branch=then, else_branch=other, name='choose'),
        helper.make_node('Twice', ['y'], ['z'], domain='local', overload='b', alpha=2.0),
        helper.make_node('Constant', [], ['sparse'], sparse_value=helper.make_sparse_tensor(
            helper.make_tensor('v', 1, [2], [5, 6]), helper.make_tensor('i', 7, [2], [1, 4]),
            [2, 3])),
        helper.make_node('Constant', [], ['named'], value=helper.make_tensor('n', 1, [2], [1, 2])),
        helper.make_node('Optional', ['z'], ['o'], type=helper.make_tensor_type_proto(1, None)),
    ]
    nodes[0].metadata_props.add(key='who', value='me')
    nodes[0].doc_string = 'doc of a node'
    d = nodes[0].device_configurations.add(configuration_id='two')
    d.sharding_spec.add(tensor_name='x', device=[0, 1])
    nodes[4].attribute[0].doc_string = 'doc of an attribute'
    nodes[4].attribute[0].t.doc_string = 'doc of its tensor'
    g = helper.make_graph(nodes, 'main', [info('x', ['N']), info('s', []), info('w0', [])],
                          [info('z', ['N']), info('o')],
                          initializer=[helper.make_tensor('w', 1, [2], [1, 2]),
                                       helper.make_tensor('w0', 1, [], [0])],
                          value_info=[info('y', ['N']), info('nothing', [3])],
                          sparse_initializer=[helper.make_sparse_tensor(
                              helper.make_tensor('sp', 1, [2], [5, 6]),
                              helper.make_tensor('', 7, [2, 2], [0, 1, 1, 0]), [2, 3])])
    g.output[1].type.CopyFrom(helper.make_optional_type_proto(helper.make_sequence_type_proto(
        helper.make_tensor_type_proto(1, ['N', None, 3]))))
    g.doc_string = 'doc of the graph'
    g.input[0].type.denotation = 'TENSOR'
    g.input[0].type.tensor_type.shape.dim[0].denotation = 'DATA_BATCH'
    g.input[0].doc_string = 'doc of x'
    g.input[0].metadata_props.add(key='a', value='b')
    g.initializer[0].doc_string = 'doc of w'
    g.initializer[0].metadata_props.add(key='a', value='b')
    g.quantization_annotation.add(tensor_name='x').quant_parameter_tensor_names.add(
        key='SCALE_TENSOR', value='w0')
    g.metadata_props.add(key='of', value='graph')
    functions = []
    for overload, op in (('a', 'Add'), ('b', 'Mul')):
        f = helper.make_function(
            'local', 'Twice', ['p'], ['q'],
            [helper.make_node('Constant', [], ['f']), helper.make_node('Inner', ['p'], ['r'],
                                                                       domain='local'),
             helper.make_node(op, ['r', 'f'], ['q'])],
            [helper.make_opsetid('', 22), helper.make_opsetid('local', 1)], attributes=['alpha'], overload=overload,
            value_info=[info('f', [])])
        f.attribute_proto.add(name='beta', type=1, f=0.5)
        f.attribute_proto.add(name='list', type=7, ints=[1, 2, 3])
        a = f.node[0].attribute.add(name='value_float', type=1)
        a.ref_attr_name = 'alpha'
        f.metadata_props.add(key='of', value='function')
        f.doc_string = 'doc of a function'
        functions.append(f)
    functions.append(helper.make_function('local', 'Inner', ['p'], ['q'],
                                          [helper.make_node('Relu', ['p'], ['q'])],
                                          [helper.make_opsetid('', 22)]))
    m = model(g, functions=functions, producer_name='test', producer_version='1', doc_string='doc',
              model_version=7, opsets=[helper.make_opsetid('', 22), helper.make_opsetid('local', 1),
                                       helper.make_opsetid('nobody.uses', 99)])
    step = helper.make_graph(
        [helper.make_node('Sub', ['w', 'rate'], ['w_new']),
         helper.make_node('Add', ['t', 'one'], ['t_new'])], 'step', [info('target')],
        [info('w_new'), info('t_new', [])],
        initializer=[helper.make_tensor('rate', 1, [], [0.1]), helper.make_tensor('t', 1, [], [0]),
                     helper.make_tensor('one', 1, [], [1])])
    start = helper.make_graph([helper.make_node('RandomNormal', [], ['w_init'], shape=[2])],
                              'start', [], [info('w_init')])
    m.training_info.append(helper.make_training_info(
        step, [('w', 'w_new'), ('t', 't_new')], start, [('w', 'w_init')]))
    m.metadata_props.add(key='model_author', value='nobody')
    m.configuration.add(name='two', num_devices=2, device=['a', 'b'])
    return m


def with_unknown_fields():
    """The full model with a field of the future (number 1000) in many messages."""
    m = full_model()
    extra = b'\xc2\x3e\x03abc'
    for x in (m, m.graph, m.graph.node[0], m.graph.node[1].attribute[0].g, m.graph.node[4].attribute[0],
              m.graph.node[4].attribute[0].t, m.graph.initializer[0], m.graph.input[0],
              m.graph.input[0].type, m.graph.input[1].type.tensor_type,
              m.graph.input[0].type.tensor_type.shape.dim[0], m.functions[0], m.training_info[0]):
        x.MergeFromString(extra)
    return m


def tensor_models():
    """Every element type as raw_data and in its typed field, as initializer and attribute."""
    for dtype in range(1, 29):
        np_type = helper.tensor_dtype_to_np_dtype(dtype)
        for shape in ([], [3], [5, 3], [0, 2], [33]):
            n = int(np.prod(shape))
            if dtype == TensorProto.STRING:
                value = np.array([f's{i}\u00e9'.encode() for i in range(n)], object).reshape(shape)
            else:
                value = (np.arange(n) % 2).astype(np.float32).reshape(shape).astype(np_type)
            raw = numpy_helper.from_array(value, 'v')
            tensors = [raw]
            if dtype not in (TensorProto.FLOAT6E2M3, TensorProto.FLOAT6E3M2):
                typed = helper.make_tensor('v', dtype, shape, value.flatten().tolist()
                                           if dtype != TensorProto.STRING else list(value.flat))
                tensors.append(typed)
            for t in tensors:
                g = helper.make_graph([helper.make_node('Constant', [], ['a'], value=t),
                                       helper.make_node('Identity', ['v'], ['y'])], 'g', [],
                                      [info('y', shape, dtype)], initializer=[t])
                yield f'tensor {TensorProto.DataType.Name(dtype)} {shape}', model(g)


def all_models():
    yield 'full', full_model()
    yield 'full with unknown fields', with_unknown_fields()
    yield from tensor_models()
    for case in load_model_tests(kind='node'):
        yield case.name, case.model
    data = os.path.join(os.path.dirname(onnx.__file__), 'backend', 'test', 'data')
    for path in sorted(glob.glob(os.path.join(data, '*', '*', 'model.onnx')) +
                       glob.glob(os.path.join(data, 'light', '*.onnx'))):
        yield path[len(data):], onnx.load(path)


def main():
    echo = os.path.join(os.environ['LOSSGRAPH_BUILD'], 'tests', 'model_echo')
    models = [(n, m.SerializeToString()) for n, m in all_models()]
    feed = b''.join(f'{len(b)}\n'.encode() + b for _, b in models)
    done = subprocess.run([echo], input=feed, capture_output=True)
    check(done.returncode == 0, f'{echo} ended with {done.returncode} {done.stderr[-300:]}')
    at = 0
    for name, sent in models:
        end = done.stdout.find(b'\n', at)
        status, size = done.stdout[at:end].decode().split() if end > 0 else ('nothing', '0')
        body = done.stdout[end + 1:end + 1 + int(size)]
        at = end + 1 + int(size)
        check(status == 'OK', f'{name}: {status} {body[:300] if status != "OK" else ""}')
        if status != 'OK':
            continue
        a = normalise(onnx.ModelProto.FromString(sent))
        b = normalise(onnx.ModelProto.FromString(body))
        check(a == b, f'{name}: differs')
        if a != b and '-v' in sys.argv:
            open('/tmp/a.txt', 'w').write(str(a))
            open('/tmp/b.txt', 'w').write(str(b))
    onnx.checker.check_model(onnx.ModelProto.FromString(
        subprocess.run([echo], input=b'%d\n' % len(models[0][1]) + models[0][1],
                       capture_output=True).stdout.split(b'\n', 1)[1]))
    check(True, 'the checker accepts the full model')


if __name__ == '__main__':
    main()
    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)
