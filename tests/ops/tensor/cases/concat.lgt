case    last
op      ai.onnx::Concat 13
attr    axis 1
in      x0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
in      x1 f32 [2,2] values -0.317000002 -2.6559999 -2.98399997 -1.829
out     y0 f32 [2,5] values -1.45099998 -0.0489999987 0.319000006 -0.317000002 -2.6559999 -2.36199999 2.18600011
        -1.32799995 -2.98399997 -1.829
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    first
op      ai.onnx::Concat 4
attr    axis -2
in      x0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
in      x1 f32 [1,3] values -0.949999988 2.56900001 2.33800006
in      x2 f32 [3,3] values -0.116999999 -0.270999998 1.00199997 2.15300012 -0.976000011 1.76199996 -0.606000006
        0.56400001 1.42499995
out     y0 f32 [6,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995 -0.949999988
        2.56900001 2.33800006 -0.116999999 -0.270999998 1.00199997 2.15300012 -0.976000011
        1.76199996 -0.606000006 0.56400001 1.42499995
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    default_axis
op      ai.onnx::Concat 1
in      x0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
in      x1 f32 [2,2] values -0.317000002 -2.6559999 -2.98399997 -1.829
out     y0 f32 [2,5] values -1.45099998 -0.0489999987 0.319000006 -0.317000002 -2.6559999 -2.36199999 2.18600011
        -1.32799995 -2.98399997 -1.829
value   rtol 1e-06 atol 1e-07

case    strings
op      ai.onnx::Concat 13
attr    axis 0
in      x0 str [1] values "a"
in      x1 str [2] values "b" "c"
out     y0 str [3] values "a" "b" "c"
value   rtol 1e-06 atol 1e-07

case    int4
op      ai.onnx::Concat 13
attr    axis 0
in      x0 i4 [3] values 1.0 2.0 3.0
in      x1 i4 [2] values -4.0 -5.0
out     y0 i4 [5] values 1.0 2.0 3.0 -4.0 -5.0
value   rtol 1e-06 atol 1e-07

case    empty_part
op      ai.onnx::Concat 13
attr    axis 1
in      x0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
in      x1 f32 [2,0] values 
out     y0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
value   rtol 1e-06 atol 1e-07

case    one
op      ai.onnx::Concat 13
attr    axis 0
in      x0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
out     y0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
value   rtol 1e-06 atol 1e-07

case    sizes
op      ai.onnx::Concat 13
attr    axis 1
in      x0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
in      x1 f32 [3,2] values 0.00800000038 1.14499998 1.18400002 -2.96600008 -2.76600003 -2.10599995
error   SHAPE dimension

case    ranks
op      ai.onnx::Concat 13
attr    axis 0
in      x0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
in      x1 f32 [2] values -1.71800005 -1.78100002
error   SHAPE rank

case    axis
op      ai.onnx::Concat 13
attr    axis 2
in      x0 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
in      x1 f32 [2,3] values -1.45099998 -0.0489999987 0.319000006 -2.36199999 2.18600011 -1.32799995
error   MODEL axis
