case    value
op      ai.onnx::Constant 13
attr    value f32 [2,2] {0.25 2.49799991 2.44400001 -0.876999974}
out     y0 f32 [2,2] values 0.25 2.49799991 2.44400001 -0.876999974
value   rtol 1e-06 atol 1e-07

case    v1
op      ai.onnx::Constant 1
attr    value f32 [2,2] {0.25 2.49799991 2.44400001 -0.876999974}
out     y0 f32 [2,2] values 0.25 2.49799991 2.44400001 -0.876999974
value   rtol 1e-06 atol 1e-07

case    float
op      ai.onnx::Constant 13
attr    value_float 1.5
out     y0 f32 [] values 1.5
value   rtol 1e-06 atol 1e-07

case    int
op      ai.onnx::Constant 12
attr    value_int -7
out     y0 i64 [] values -7
value   rtol 1e-06 atol 1e-07

case    floats
op      ai.onnx::Constant 13
attr    value_floats [1.5, 2.5]
out     y0 f32 [2] values 1.5 2.5
value   rtol 1e-06 atol 1e-07

case    ints
op      ai.onnx::Constant 13
attr    value_ints [1, -2]
out     y0 i64 [2] values 1 -2
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::Constant 13
attr    value_string "abc"
out     y0 str [] values "abc"
value   rtol 1e-06 atol 1e-07

case    strings
op      ai.onnx::Constant 13
attr    value_strings ["a", "bc"]
out     y0 str [2] values "a" "bc"
value   rtol 1e-06 atol 1e-07

case    sparse
op      ai.onnx::Constant 11
attr    sparse_value f32 [2,2] {0.25 2.49799991 2.44400001 -0.876999974}
out     y0 f32 [2,2] values 0.25 2.49799991 2.44400001 -0.876999974
value   rtol 1e-06 atol 1e-07

case    none
op      ai.onnx::Constant 13
error   MODEL values

case    two
op      ai.onnx::Constant 13
attr    value_int 1  value_float 2.0
error   MODEL values
