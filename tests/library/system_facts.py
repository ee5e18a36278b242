import platform
import sys
import sysconfig

print(sysconfig.get_platform(), sysconfig.get_python_version(), sysconfig.get_config_var("EXT_SUFFIX"), sysconfig.is_python_build())
print([sysconfig.get_config_var(name) for name in ["SOABI", "VERSION", "MULTIARCH", "Py_DEBUG", "Py_GIL_DISABLED", "SIZEOF_VOID_P", "nothing"]])
paths = sysconfig.get_paths(scheme="posix_prefix", vars={"base": "/base", "platbase": "/base"})
print(paths["purelib"], paths["platlib"], paths["scripts"], paths["data"])
print(sysconfig.get_path("purelib", "venv", {"base": "/env"}), {"posix_prefix", "venv"} <= set(sysconfig.get_scheme_names()))
print(platform.python_implementation(), platform.python_version_tuple()[:2], platform.python_branch() == "" or "tags" in platform.python_branch())
print(sys._jit.is_enabled(), sys._jit.is_active(), type(sys._git), len(sys._git), "_ctypes" in sys.stdlib_module_names, "json" in sys.stdlib_module_names)
