case    all
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
out     y0 f32 [1,1,1] values 2.70300007
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    last
op      ai.onnx::ReduceMax 20
attr    keepdims 0
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [1] values -1
out     y0 f32 [2,3] values 2.24099994 2.70300007 -0.500999987 2.59200001 1.09099996 2.59699988
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    first
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [1] values 0
out     y0 f32 [1,3,4] values 2.09299994 2.59200001 2.24099994 1.755 -2.17499995 -1.33000004 2.70300007 1.09099996
        0.621999979 -2.45099998 2.59699988 -1.49899995
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    middle
op      ai.onnx::ReduceMax 20
attr    keepdims 0
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [1] values 1
out     y0 f32 [2,4] values -0.500999987 -1.06299996 2.70300007 1.17799997 2.09299994 2.59200001 2.59699988 1.755
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    outer_two
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [2] values 0 2
out     y0 f32 [1,3,1] values 2.59200001 2.70300007 2.59699988
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    noop
op      ai.onnx::ReduceMax 20
attr    noop_with_empty_axes 1
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [0] values 
out     y0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    empty_list
op      ai.onnx::ReduceMax 20
attr    keepdims 0
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [0] values 
out     y0 f32 [] values 2.70300007
value   rtol 1e-05 atol 1e-07

case    attribute
op      ai.onnx::ReduceMax 11
attr    axes [1]  keepdims 0
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
out     y0 f32 [2,4] values -0.500999987 -1.06299996 2.70300007 1.17799997 2.09299994 2.59200001 2.59699988 1.755
value   rtol 1e-05 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    attribute_absent
op      ai.onnx::ReduceMax 1
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
out     y0 f32 [1,1,1] values 2.70300007
value   rtol 1e-05 atol 1e-07

case    f64
op      ai.onnx::ReduceMax 20
in      x0 f64 [2,3,4] values -1.9110000133514404 -1.062999963760376 2.240999937057495 1.1779999732971191
        -2.9769999980926514 -2.2260000705718994 2.703000068664551 0.41200000047683716
        -0.5009999871253967 -2.5420000553131104 -1.6510000228881836 -2.8889999389648438
        2.0929999351501465 2.5920000076293945 0.21199999749660492 1.7549999952316284
        -2.174999952316284 -1.3300000429153442 0.7020000219345093 1.090999960899353
        0.621999979019165 -2.4509999752044678 2.5969998836517334 -1.4989999532699585
in      x1 i64 [1] values 2
out     y0 f64 [2,3,1] values 2.240999937057495 2.703000068664551 -0.5009999871253967 2.5920000076293945
        1.090999960899353 2.5969998836517334
value   rtol 1e-12 atol 1e-07

case    f16
op      ai.onnx::ReduceMax 20
in      x0 f16 [2,3,4] values -1.9111328125 -1.0634765625 2.240234375 1.177734375 -2.9765625 -2.2265625 2.703125
        0.412109375 -0.5009765625 -2.54296875 -1.6513671875 -2.888671875 2.09375 2.591796875
        0.2120361328125 1.7548828125 -2.17578125 -1.330078125 0.7021484375 1.0908203125
        0.6220703125 -2.451171875 2.59765625 -1.4990234375
in      x1 i64 [1] values 2
out     y0 f16 [2,3,1] values 2.240234375 2.703125 -0.5009765625 2.591796875 1.0908203125 2.59765625
value   rtol 0.004 atol 0.002

case    int32
op      ai.onnx::ReduceMax 20
in      x0 i32 [2,3] values -5 3 3 -5 6 0
in      x1 i64 [1] values 1
out     y0 i32 [2,1] values 3 6
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::ReduceMax 20
in      x0 i64 [2,3] values -7 3 -1 -5 2 8
in      x1 i64 [1] values 1
out     y0 i64 [2,1] values 3 8
value   rtol 1e-06 atol 1e-07

case    uint32
op      ai.onnx::ReduceMax 20
in      x0 u32 [2,3] values 8 8 6 8 3 7
in      x1 i64 [1] values 1
out     y0 u32 [2,1] values 8 8
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::ReduceMax 20
in      x0 u64 [2,3] values 6 8 4 4 0 8
in      x1 i64 [1] values 1
out     y0 u64 [2,1] values 8 8
value   rtol 1e-06 atol 1e-07

case    int8
op      ai.onnx::ReduceMax 20
in      x0 i8 [2,3] values 21 33 62 71 67 36
in      x1 i64 [1] values 1
out     y0 i8 [2,1] values 62 71
value   rtol 1e-06 atol 1e-07

case    uint8
op      ai.onnx::ReduceMax 20
in      x0 u8 [2,3] values 43 44 26 52 5 29
in      x1 i64 [1] values 1
out     y0 u8 [2,1] values 44 52
value   rtol 1e-06 atol 1e-07

case    bool
op      ai.onnx::ReduceMax 20
in      x0 bool [2,2] values 1 0 0 0
in      x1 i64 [1] values 1
out     y0 bool [2,1] values 1 0
value   rtol 1e-06 atol 1e-07

case    nan
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3] values 1 nan 2 3 4 5
in      x1 i64 [1] values 1
out     y0 f32 [2,1] values nan 5
value   rtol 1e-06 atol 1e-07

case    ties
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3] values 1 1 0 0 3 3
in      x1 i64 [1] values 1
out     y0 f32 [2,1] values 1 3
value   rtol 1e-06 atol 1e-07

case    infinities
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3] values inf 1 -inf -inf -inf -inf
in      x1 i64 [1] values 1
out     y0 f32 [2,1] values inf -inf
value   rtol 1e-06 atol 1e-07

case    none_i8
op      ai.onnx::ReduceMax 20
in      x0 i8 [2,0] values 
in      x1 i64 [1] values 1
out     y0 i8 [2,1] values -128 -128
value   rtol 1e-06 atol 1e-07

case    none_bool
op      ai.onnx::ReduceMax 20
in      x0 bool [2,0] values 
in      x1 i64 [1] values 1
out     y0 bool [2,1] values 0 0
value   rtol 1e-06 atol 1e-07

case    none_u32
op      ai.onnx::ReduceMax 20
in      x0 u32 [2,0] values 
in      x1 i64 [1] values 1
out     y0 u32 [2,1] values 0 0
value   rtol 1e-06 atol 1e-07

case    none
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,0,3] values 
in      x1 i64 [1] values 1
out     y0 f32 [2,1,3] values -inf -inf -inf -inf -inf -inf
value   rtol 1e-06 atol 1e-07

case    large_all
op      ai.onnx::ReduceMax 20
in      x0 f32 [200000] uniform 0.5 1.5 seed 4
out     y0 any
value   rtol 1e-06 atol 1e-07

case    large_columns
op      ai.onnx::ReduceMax 20
in      x0 f32 [30000,10] uniform 0.5 1.5 seed 4
in      x1 i64 [1] values 0
out     y0 any
value   rtol 1e-06 atol 1e-07

case    large_rows
op      ai.onnx::ReduceMax 20
in      x0 f64 [10,30000] uniform 0.5 1.5 seed 4
in      x1 i64 [1] values 1
out     y0 any
value   rtol 1e-06 atol 1e-07

case    large_kept
op      ai.onnx::ReduceMax 20
in      x0 f16 [7,600,9] uniform 0.5 1.5 seed 4
in      x1 i64 [2] values 0 2
out     y0 any
value   rtol 1e-06 atol 1e-07

case    axis_range
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [1] values 3
error   MODEL axis

case    twice
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [2] values 1 -2
error   MODEL twice

case    axes_rank
op      ai.onnx::ReduceMax 20
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
in      x1 i64 [1,1] values 1
error   SHAPE rank

case    attribute_range
op      ai.onnx::ReduceMax 11
attr    axes [-4]
in      x0 f32 [2,3,4] values -1.91100001 -1.06299996 2.24099994 1.17799997 -2.977 -2.22600007 2.70300007 0.412
        -0.500999987 -2.54200006 -1.65100002 -2.88899994 2.09299994 2.59200001 0.211999997 1.755
        -2.17499995 -1.33000004 0.702000022 1.09099996 0.621999979 -2.45099998 2.59699988
        -1.49899995
error   MODEL axis
