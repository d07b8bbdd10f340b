// JupyterLab's image renderers pass over metadata["image/png"].alt. This puts it on the <img>.
// A plugin without a build step: the few lines below are what a bundler would have wrapped.
let shared;

function withAlt(factory) {
  return {
    ...factory,
    createRenderer(options) {
      const renderer = factory.createRenderer(options);
      const render = renderer.renderModel.bind(renderer);
      renderer.renderModel = async (model) => {
        await render(model);
        const image = renderer.node.querySelector("img");
        if (image) image.alt = model.metadata[options.mimeType]?.alt ?? "";
      };
      return renderer;
    },
  };
}

async function extension() {
  const { IRenderMimeRegistry } = await shared("@jupyterlab/rendermime");
  return {
    id: "figure-alt:plugin",
    autoStart: true,
    requires: [IRenderMimeRegistry],
    activate: (app, rendermime) => {
      for (const [type, rank] of [["image/png", 89], ["image/jpeg", 89], ["image/svg+xml", 79]]) {
        const factory = rendermime.getFactory(type);
        if (factory) rendermime.addFactory({ ...withAlt(factory), mimeTypes: [type] }, rank);
      }
    },
  };
}

(globalThis._JUPYTERLAB ??= {})["figure-alt"] = {
  init(scope) {
    shared = async (name) => {
      const versions = scope[name];
      return (await Object.values(versions)[0].get())();
    };
  },
  get: async () => {
    const plugin = await extension();
    return () => ({ __esModule: true, default: plugin });
  },
};
