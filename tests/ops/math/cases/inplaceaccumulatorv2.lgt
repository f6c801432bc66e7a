case    add
op      com.microsoft::InPlaceAccumulatorV2 1
in      x0 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x1 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
out     y0 bool [1] values 1
out     y1 f32 [2,3] values 0.634000003 -1.148 -3.63800001 2.88400006 -0.726000011 -5.92399979
value   rtol 1e-06 atol 1e-07

case    overwrite
op      com.microsoft::InPlaceAccumulatorV2 1
in      x0 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x1 f32 [1,3] values 0.950999975 -1.722 -5.45699978
in      x2 bool [1] values 1
out     y0 bool [1] values 1
out     y1 f32 [2,3] values 0.950999975 -1.722 -5.45699978 0.950999975 -1.722 -5.45699978
value   rtol 1e-06 atol 1e-07

case    keep_adding
op      com.microsoft::InPlaceAccumulatorV2 1
in      x0 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x1 f32 [2,3] values 0.317000002 -0.574000001 -1.81900001 1.44200003 -0.363000005 -2.96199989
in      x2 bool [1] values 0
out     y0 bool [1] values 1
value   rtol 1e-06 atol 1e-07
