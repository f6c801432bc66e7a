# Against the Python packages: tests/interop/test_*.py with onnx and onnxruntime (LG_TEST_PYTHON),
# test_torch_*.py with PyTorch (LG_TEST_TORCH). Not registered without an interpreter. Each script
# gets the program, the library and the build folder in its environment.
file(GLOB LG_INTEROP CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/test_*.py)
foreach(script IN LISTS LG_INTEROP)
    get_filename_component(name ${script} NAME_WE)
    string(REGEX REPLACE "^test_" "" name ${name})
    if(name MATCHES "^torch_")
        set(python ${LG_TEST_TORCH})
    else()
        set(python ${LG_TEST_PYTHON})
    endif()
    if(python)
        add_test(NAME interop.${name} COMMAND ${python} ${script})
        set_tests_properties(interop.${name} PROPERTIES LABELS interop TIMEOUT 1200 ENVIRONMENT
            "LOSSGRAPH=$<TARGET_FILE_DIR:lossgraph>/lossgraph;LOSSGRAPH_LIBRARY=$<TARGET_FILE:lossgraph>;LOSSGRAPH_BUILD=${CMAKE_BINARY_DIR};PYTHONPATH=${PROJECT_SOURCE_DIR}/tools/python")
    endif()
endforeach()

# The C halves of test_schema.py and test_roundtrip.py.
if(LG_TEST_PYTHON)
    add_executable(schema_echo ${CMAKE_CURRENT_LIST_DIR}/schema_echo.c)
    target_link_libraries(schema_echo PRIVATE lg_options lg_proto)
    add_executable(model_echo ${CMAKE_CURRENT_LIST_DIR}/model_echo.c)
    target_link_libraries(model_echo PRIVATE lg_options lg_objects)
endif()
