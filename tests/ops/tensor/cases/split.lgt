case    equal
op      ai.onnx::Split 13
attr    axis 1
in      x0 f32 [2,6] values 0.377999991 -0.0489999987 0.690999985 -1.51100004 0.316000015 1.03400004 -1.85300004
        2.94199991 1.47899997 2.73200011 -1.23599994 -0.338999987
out     y0 f32 [2,2] values 0.377999991 -0.0489999987 -1.85300004 2.94199991
out     y1 f32 [2,2] values 0.690999985 -1.51100004 1.47899997 2.73200011
out     y2 f32 [2,2] values 0.316000015 1.03400004 -1.23599994 -0.338999987
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    sizes
op      ai.onnx::Split 13
in      x0 f32 [5,2] values -1.43099999 -2.72000003 -2.9000001 -1.51999998 2.16799998 -2.01799989 1.13800001
        -1.50399995 -2.60700011 -1.84500003
in      x1 i64 [3] values 1 0 4
out     y0 f32 [1,2] values -1.43099999 -2.72000003
out     y1 f32 [0,2] values 
out     y2 f32 [4,2] values -2.9000001 -1.51999998 2.16799998 -2.01799989 1.13800001 -1.50399995 -2.60700011
        -1.84500003
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    uneven
op      ai.onnx::Split 18
attr    num_outputs 3
in      x0 f32 [7] values 1.06799996 0.00999999978 0.294 -0.280999988 -1.35399997 -0.0700000003 2.53500009
out     y0 f32 [3] values 1.06799996 0.00999999978 0.294
out     y1 f32 [3] values -0.280999988 -1.35399997 -0.0700000003
out     y2 f32 [1] values 2.53500009
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    uneven_empty
op      ai.onnx::Split 18
attr    num_outputs 4
in      x0 f32 [5] values -1.79100001 1.39600003 -1.49300003 -1.84000003 -1.05700004
out     y0 f32 [2] values -1.79100001 1.39600003
out     y1 f32 [2] values -1.49300003 -1.84000003
out     y2 f32 [1] values -1.05700004
out     y3 f32 [0] values 
value   rtol 1e-06 atol 1e-07

case    attribute
op      ai.onnx::Split 2
attr    axis 1  split [2, 4]
in      x0 f32 [2,6] values -2.44300008 2.61199999 -0.809000015 -1.94500005 -3 -2.63700008 -1.71200001 -0.493999988
        0.609000027 2.88599992 2.34299994 -1.546
out     y0 f32 [2,2] values -2.44300008 2.61199999 -1.71200001 -0.493999988
out     y1 f32 [2,4] values -0.809000015 -1.94500005 -3 -2.63700008 0.609000027 2.88599992 2.34299994 -1.546
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    attribute_equal
op      ai.onnx::Split 11
in      x0 f32 [2,6] values -2.44300008 2.61199999 -0.809000015 -1.94500005 -3 -2.63700008 -1.71200001 -0.493999988
        0.609000027 2.88599992 2.34299994 -1.546
out     y0 f32 [1,6] values -2.44300008 2.61199999 -0.809000015 -1.94500005 -3 -2.63700008
out     y1 f32 [1,6] values -1.71200001 -0.493999988 0.609000027 2.88599992 2.34299994 -1.546
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    version_1
op      ai.onnx::Split 1
attr    axis 1  split [1, 5]
in      x0 f32 [2,6] values -2.44300008 2.61199999 -0.809000015 -1.94500005 -3 -2.63700008 -1.71200001 -0.493999988
        0.609000027 2.88599992 2.34299994 -1.546
out     y0 f32 [2,1] values -2.44300008 -1.71200001
out     y1 f32 [2,5] values 2.61199999 -0.809000015 -1.94500005 -3 -2.63700008 -0.493999988 0.609000027 2.88599992
        2.34299994 -1.546
value   rtol 1e-06 atol 1e-07

case    version_1_input
op      ai.onnx::Split 1
attr    axis 1
in      x0 f32 [2,6] values -2.44300008 2.61199999 -0.809000015 -1.94500005 -3 -2.63700008 -1.71200001 -0.493999988
        0.609000027 2.88599992 2.34299994 -1.546
in      x1 f32 [2] values 2 4
out     y0 f32 [2,2] values -2.44300008 2.61199999 -1.71200001 -0.493999988
out     y1 f32 [2,4] values -0.809000015 -1.94500005 -3 -2.63700008 0.609000027 2.88599992 2.34299994 -1.546
value   rtol 1e-06 atol 1e-07

case    unwanted
op      ai.onnx::Split 13
attr    axis 1
in      x0 f32 [2,6] values -2.44300008 2.61199999 -0.809000015 -1.94500005 -3 -2.63700008 -1.71200001 -0.493999988
        0.609000027 2.88599992 2.34299994 -1.546
out     y0 unwanted
out     y1 f32 [2,3] values -1.94500005 -3 -2.63700008 2.88599992 2.34299994 -1.546
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::Split 13
in      x0 str [2] values "a" "b"
out     y0 str [1] values "a"
out     y1 str [1] values "b"
value   rtol 1e-06 atol 1e-07

case    wrong_sum
op      ai.onnx::Split 13
in      x f32 [5] iota 0 1
in      split i64 [2] values 2 2
out     a any
out     b any
error   SHAPE adds

case    uneven_refused
op      ai.onnx::Split 13
in      x f32 [5] iota 0 1
out     a any
out     b any
error   SHAPE divide

case    entries
op      ai.onnx::Split 13
in      x f32 [5] iota 0 1
in      split i64 [1] values 5
out     a any
out     b any
error   SHAPE outputs

case    negative
op      ai.onnx::Split 13
in      x f32 [5] iota 0 1
in      split i64 [2] values -1 6
out     a any
out     b any
error   SHAPE entry

case    number
op      ai.onnx::Split 18
attr    num_outputs 3
in      x f32 [5] iota 0 1
out     a any
out     b any
error   MODEL num_outputs
