# Recorded sessions of the program: one ctest per case.
if(TARGET lossgraph_program)
    file(GLOB LG_CLI_CASES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli/cases/*.case)
    foreach(case IN LISTS LG_CLI_CASES)
        get_filename_component(name ${case} NAME_WE)
        add_test(NAME cli.${name}
                 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/run_cases.sh
                         $<TARGET_FILE:lossgraph_program> ${CMAKE_BINARY_DIR}/tests/cli ${case})
        set_tests_properties(cli.${name} PROPERTIES LABELS cli TIMEOUT 120)
    endforeach()

    # Help, manual pages and completion agree.
    add_test(NAME cli.options COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/check_options.sh
                                      $<TARGET_FILE:lossgraph_program>
             WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    set_tests_properties(cli.options PROPERTIES LABELS cli TIMEOUT 120)

    # The losses of the tutorial: values, gradients, a function and a plugin.
    add_test(NAME golden.tutorial
             COMMAND lossgraph_program test ${CMAKE_CURRENT_SOURCE_DIR}/golden/tutorial
                     --plugin ${CMAKE_BINARY_DIR}/plugins/mse_plugin.so
                     --manifest ${CMAKE_CURRENT_SOURCE_DIR}/golden/tutorial/manifest.txt)
    set_tests_properties(golden.tutorial PROPERTIES LABELS golden TIMEOUT 300)

    # The reference of the operators is what the program writes.
    add_test(NAME repo.reference
             COMMAND sh -c "rm -rf reference && \"$1\" ops --write reference && diff reference/ops.md \"$2\"/ops.md && diff reference/ops.json \"$2\"/ops.json"
                     sh $<TARGET_FILE:lossgraph_program> ${PROJECT_SOURCE_DIR}/schemas
             WORKING_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    set_tests_properties(repo.reference PROPERTIES LABELS repo)

    # Training runs against PyTorch's losses: NAME, model, folder, batch.
    function(lg_add_training name model losses folder batch)
        add_test(NAME golden.train.${name}
                 COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/check_training.sh
                         $<TARGET_FILE:lossgraph_program> ${CMAKE_BINARY_DIR}/tests/train
                         ${CMAKE_CURRENT_SOURCE_DIR}/golden/${folder}/${model}
                         ${CMAKE_CURRENT_SOURCE_DIR}/golden/${folder}/train.npz
                         ${CMAKE_CURRENT_SOURCE_DIR}/golden/${folder}/${losses} ${batch} 1e-5)
        set_tests_properties(golden.train.${name} PROPERTIES LABELS golden TIMEOUT 300)
    endfunction()
    lg_add_training(mlp mlp_train.onnx mlp_losses.jsonl digits 64)
    lg_add_training(mlp_flat mlp_flat.onnx mlp_losses.jsonl digits 64)
    lg_add_training(cnn cnn_train.onnx cnn_losses.jsonl digits 64)
    lg_add_training(gpt gpt_train.onnx gpt_losses.jsonl transformer 32)
endif()
