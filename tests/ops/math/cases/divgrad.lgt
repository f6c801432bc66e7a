case    both
op      com.microsoft::DivGrad 1
in      x0 f32 [2,3] values 0 -0.023 -2.20600009 0 -0.109999999 -2.05299997
in      x1 f32 [2,3] values 0.93599999 0.128000006 1.82700002 2.9230001 -2.98300004 2.20099998
in      x2 f32 [3] values 1.08599997 1.02400005 2.26200008
out     y0 f32 [2,3] values 0 -0.0224609356 -0.975243151 0 -0.107421868 -0.90760386
out     y1 f32 [3] values 0 -0.310121536 1.67082453
value   rtol 1e-05 atol 1e-07

case    second
op      com.microsoft::DivGrad 1
in      x0 f32 [2,3] values 0 -0.023 -2.20600009 0 -0.109999999 -2.05299997
in      x1 f32 [2,3] values 0.93599999 0.128000006 1.82700002 2.9230001 -2.98300004 2.20099998
in      x2 f32 [3] values 1.08599997 1.02400005 2.26200008
out     y0 unwanted
out     y1 f32 [3] values 0 -0.310121536 1.67082453
value   rtol 1e-05 atol 1e-07

case    zero_by_zero
op      com.microsoft::DivGrad 1
in      x0 f32 [2,3] values 0 -0.023 -2.20600009 0 -0.109999999 -2.05299997
in      x1 f32 [2,3] values 0.93599999 0.128000006 1.82700002 2.9230001 -2.98300004 2.20099998
in      x2 f32 [3] values 0 1.02400005 2.26200008
out     y0 f32 [2,3] values 0 -0.0224609356 -0.975243151 0 -0.107421868 -0.90760386
out     y1 f32 [3] values 0 -0.310121506 1.67082453
value   rtol 1e-05 atol 1e-07

case    mismatch
op      com.microsoft::DivGrad 1
in      x0 f32 [2,3] values 0 -0.023 -2.20600009 0 -0.109999999 -2.05299997
in      x1 f32 [2,3] values 0.93599999 0.128000006 1.82700002 2.9230001 -2.98300004 2.20099998
in      x2 f32 [4] values 2.45499992 -2.83400011 -2.30800009 2.59899998
error   SHAPE broadcast
