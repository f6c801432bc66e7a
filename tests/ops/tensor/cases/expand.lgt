case    rows
op      ai.onnx::Expand 8
in      x0 f32 [3,1] values -2.69000006 1.96599996 1.87600005
in      x1 i64 [3] values 2 1 6
out     y0 f32 [2,3,6] values -2.69000006 -2.69000006 -2.69000006 -2.69000006 -2.69000006 -2.69000006 1.96599996
        1.96599996 1.96599996 1.96599996 1.96599996 1.96599996 1.87600005 1.87600005 1.87600005
        1.87600005 1.87600005 1.87600005 -2.69000006 -2.69000006 -2.69000006 -2.69000006
        -2.69000006 -2.69000006 1.96599996 1.96599996 1.96599996 1.96599996 1.96599996
        1.96599996 1.87600005 1.87600005 1.87600005 1.87600005 1.87600005 1.87600005
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    same
op      ai.onnx::Expand 13
in      x0 f32 [3,2] values 2.54399991 0.986000001 -2.03600001 -0.34799999 -0.363000005 0.79400003
in      x1 i64 [1] values 1
out     y0 f32 [3,2] values 2.54399991 0.986000001 -2.03600001 -0.34799999 -0.363000005 0.79400003
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::Expand 13
in      x0 str [2,1] values "a" "b"
in      x1 i64 [2] values 1 2
out     y0 str [2,2] values "a" "a" "b" "b"
value   rtol 1e-06 atol 1e-07

case    to_empty
op      ai.onnx::Expand 13
in      x0 f32 [3,1] values -0.713 1.05400002 -1.77699995
in      x1 i64 [2] values 3 0
out     y0 f32 [3,0] values 
value   rtol 1e-06 atol 1e-07

case    mismatch
op      ai.onnx::Expand 13
in      x0 f32 [3,2] values -0.879999995 0.25999999 -0.433999985 -2.2650001 2.79500008 1.148
in      x1 i64 [2] values 3 3
error   SHAPE broadcast

case    negative
op      ai.onnx::Expand 13
in      x0 f32 [3,1] values 1.99800003 -0.855000019 2.66899991
in      x1 i64 [2] values 3 -1
error   SHAPE entry

case    huge
op      ai.onnx::Expand 13
in      x0 f32 [1,1] values 1.875
in      x1 i64 [2] values 1125899906842624 2
error   LIMIT

case    bits
op      ai.onnx::Expand 25
in      x0 i4 [2,1] values 1.0 -2.0
in      x1 i64 [2] values 2 3
out     y0 i4 [2,3] values 1.0 1.0 1.0 -2.0 -2.0 -2.0
value   rtol 1e-06 atol 1e-07
