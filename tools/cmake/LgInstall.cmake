# The libraries that users link, and what `install` puts where.
include(CMakePackageConfigHelpers)
include(CheckLinkerFlag)
function(lg_add_libraries)
    set(map ${PROJECT_SOURCE_DIR}/runtime/lossgraph.map)
    add_library(lossgraph SHARED)
    add_library(lossgraph_static STATIC)
    set_target_properties(lossgraph_static PROPERTIES OUTPUT_NAME lossgraph)
    set_target_properties(lossgraph PROPERTIES SOVERSION 1 VERSION ${PROJECT_VERSION}
                                               LINK_DEPENDS ${map})
    target_link_options(lossgraph PRIVATE -Wl,--version-script=${map} -Wl,--gc-sections
                                          -Wl,-z,relro,-z,now,-z,noexecstack)
    if(NOT LG_SANITIZE)
        target_link_options(lossgraph PRIVATE -Wl,--no-undefined)
    endif()
    # The tables of operators are full of relative relocations: packed, they cost a bit a piece
    # instead of 24 bytes. Needs glibc 2.36 and binutils 2.38.
    check_linker_flag(C -Wl,-z,pack-relative-relocs LG_PACKED_RELOCATIONS)
    if(LG_PACKED_RELOCATIONS)
        target_link_options(lossgraph PRIVATE -Wl,-z,pack-relative-relocs)
    endif()
    foreach(library lossgraph lossgraph_static)
        target_link_libraries(${library} PRIVATE lg_objects)
        target_include_directories(${library} INTERFACE
            $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
    endforeach()
    add_library(lossgraph::lossgraph ALIAS lossgraph)

    install(TARGETS lossgraph EXPORT lossgraph-targets
            LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/lossgraph
            DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/lossgraph)
    install(EXPORT lossgraph-targets NAMESPACE lossgraph:: DESTINATION ${config_dir})
    configure_package_config_file(${PROJECT_SOURCE_DIR}/tools/cmake/lossgraph-config.cmake.in
                                  ${CMAKE_BINARY_DIR}/lossgraph-config.cmake
                                  INSTALL_DESTINATION ${config_dir})
    write_basic_package_version_file(${CMAKE_BINARY_DIR}/lossgraph-config-version.cmake
                                     COMPATIBILITY SameMajorVersion)
    install(FILES ${CMAKE_BINARY_DIR}/lossgraph-config.cmake
                  ${CMAKE_BINARY_DIR}/lossgraph-config-version.cmake DESTINATION ${config_dir})
    configure_file(${PROJECT_SOURCE_DIR}/tools/cmake/lossgraph.pc.in
                   ${CMAKE_BINARY_DIR}/lossgraph.pc @ONLY)
    install(FILES ${CMAKE_BINARY_DIR}/lossgraph.pc
            DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
    # The archive carries the generated protobuf code, so it needs libprotobuf-c only.
    target_sources(lossgraph_static PRIVATE ${CMAKE_BINARY_DIR}/proto/onnx.pb-c.c)
    set_source_files_properties(${CMAKE_BINARY_DIR}/proto/onnx.pb-c.c PROPERTIES GENERATED TRUE
                                COMPILE_OPTIONS -w)
    add_dependencies(lossgraph_static lg_proto)
    install(TARGETS lossgraph_static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
endfunction()
