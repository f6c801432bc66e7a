#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/fuzz/corpora/load: small models with every feature of the format, as seeds.

usage: make_corpus.py     (needs the onnx package)
"""
import os
import sys

import onnx
from onnx import TensorProto, helper

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'interop'))
from test_roundtrip import full_model, info, model, tensor_models, with_unknown_fields  # noqa: E402


def graph_of(nodes, inputs, outputs, init=()):
    return model(helper.make_graph(nodes, 'g', inputs, outputs, initializer=list(init)), ir=10)


def models():
    yield 'full', full_model()
    yield 'unknown', with_unknown_fields()
    for i, (_, m) in enumerate(tensor_models()):
        if i % 10 == 4:
            yield f'tensor_{m.graph.initializer[0].data_type}', m
    yield 'relu', graph_of([helper.make_node('Relu', ['x'], ['y'])], [info('x')], [info('y')])
    yield 'mlp', graph_of(
        [helper.make_node('MatMul', ['x', 'w'], ['a']), helper.make_node('Add', ['a', 'b'], ['c']),
         helper.make_node('Softmax', ['c'], ['y'], axis=1)],
        [info('x', ['N', 3])], [info('y', ['N', 2])],
        [helper.make_tensor('w', 1, [3, 2], range(6)), helper.make_tensor('b', 1, [2], [1, 2])])
    body = helper.make_graph(
        [helper.make_node('Identity', ['c'], ['c2']), helper.make_node('Add', ['v', 'x'], ['w'])],
        'body', [info('i', [], TensorProto.INT64), info('c', [], TensorProto.BOOL), info('v')],
        [info('c2', [], TensorProto.BOOL), info('w')])
    yield 'loop', graph_of([helper.make_node('Loop', ['n', '', 'x'], ['y'], body=body)],
                           [info('x')], [info('y')], [helper.make_tensor('n', 7, [], [3])])
    yield 'loss', graph_of([helper.make_node('SoftmaxCrossEntropyLoss', ['x', 't', 'w'], ['y'],
                                             reduction='mean', ignore_index=-1)],
                           [info('x', [2, 3]), info('t', [2], TensorProto.INT64), info('w', [3])],
                           [info('y', [])])
    external = graph_of([helper.make_node('Identity', ['w'], ['y'])], [], [info('y')],
                        [helper.make_tensor('w', 1, [2], [1, 2])])
    t = external.graph.initializer[0]
    t.ClearField('float_data')
    t.data_location = TensorProto.EXTERNAL
    for key, value in (('location', 'w.bin'), ('offset', '0'), ('length', '8')):
        t.external_data.add(key=key, value=value)
    yield 'external', external


def main():
    out = os.path.join(HERE, 'corpora', 'load')
    os.makedirs(out, exist_ok=True)
    total = 0
    for name, m in models():
        data = m.SerializeToString(deterministic=True)
        total += len(data)
        with open(os.path.join(out, name + '.onnx'), 'wb') as f:
            f.write(data)
    print(total, 'bytes, onnx', onnx.__version__)


main()
