"""Settings of JupyterLab and its kernels for this folder, kept in .jupyter/."""

import json

from tools.places import SETTINGS

FILES = {
    # no question about news at the first start
    "config/labconfig/page_config.json": json.dumps(
        {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}, indent=1),
    # what a kernel says and what it hears stay between it and the server
    # no search for language servers, which starts programs that write into the home folder
    "config/jupyter_server_config.json": json.dumps(
        {"KernelManager": {"transport_encryption": "auto"},
         "LanguageServerManager": {"autodetect": False}}, indent=1),
    # the build and nbval start kernels on this machine only: no warning about that
    "ipython/profile_default/ipython_kernel_config.py": "c = get_config()\n"
                                                        "c.IPKernelApp.log_level = 40",
}


def write():
    for name, text in FILES.items():
        path = SETTINGS / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n", encoding="utf-8")
