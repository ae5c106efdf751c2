//! The peer in Rust: a tick fetches loads over an HTTP callout; a request goes to the least loaded
//! provider, which is said in a header, and gets its model in the body, read and written by
//! serde_json; the route cache is cleared.
use proxy_wasm::traits::*;
use proxy_wasm::types::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

const UNKNOWN_LOAD: f64 = 50.0;

struct Provider {
    name: String,
    key: String,
    model: String,
}

#[derive(Default)]
struct Shared {
    load: HashMap<String, f64>,
    providers: Vec<Provider>,
}

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| -> Box<dyn RootContext> {
        Box::new(Root { shared: Rc::default(), cluster: String::new() })
    });
}}

struct Root {
    shared: Rc<RefCell<Shared>>,
    cluster: String,
}

impl Context for Root {
    fn on_http_call_response(&mut self, _token: u32, _headers: usize, size: usize, _trailers: usize) {
        let body = self.get_http_call_response_body(0, size).unwrap_or_default();
        if let Ok(load) = serde_json::from_slice(&body) {
            self.shared.borrow_mut().load = load;
        }
    }
}

impl RootContext for Root {
    fn on_configure(&mut self, _size: usize) -> bool {
        let text = self.get_plugin_configuration().unwrap_or_default();
        let Ok(configuration) = serde_json::from_slice::<serde_json::Value>(&text) else {
            return false;
        };
        let text = |value: &serde_json::Value| value.as_str().unwrap_or("").to_string();
        let mut shared = self.shared.borrow_mut();
        for provider in configuration["providers"].as_array().into_iter().flatten() {
            shared.providers.push(Provider {
                name: text(&provider["name"]),
                key: text(&provider["key"]),
                model: text(&provider["model"]),
            });
        }
        self.cluster = text(&configuration["cluster"]);
        self.set_tick_period(Duration::from_millis(250));
        true
    }
    fn on_tick(&mut self) {
        let headers = vec![(":method", "GET"), (":path", "/v1/metrics"), (":authority", "agent")];
        let _ = self.dispatch_http_call(&self.cluster, headers, None, vec![], Duration::from_millis(200));
    }
    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
    fn create_http_context(&self, _id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Stream { shared: self.shared.clone() }))
    }
}

struct Stream {
    shared: Rc<RefCell<Shared>>,
}

impl Context for Stream {}
impl HttpContext for Stream {
    fn on_http_request_headers(&mut self, _headers: usize, end_of_stream: bool) -> Action {
        if end_of_stream {
            return Action::Continue;
        }
        self.set_http_request_header("content-length", None);
        Action::Pause
    }
    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        if !end_of_stream {
            return Action::Pause;
        }
        let Some(body) = self.get_http_request_body(0, size) else {
            return Action::Continue;
        };
        let Ok(mut document) = serde_json::from_slice::<serde_json::Value>(&body) else {
            return Action::Continue;
        };
        let shared = self.shared.borrow();
        let load = |provider: &&Provider| *shared.load.get(&provider.key).unwrap_or(&UNKNOWN_LOAD);
        let best = shared.providers.iter().min_by(|a, b| load(a).total_cmp(&load(b)));
        if let Some(provider) = best {
            self.set_http_request_header("x-selected-provider", Some(&provider.name));
            document["model"] = serde_json::Value::String(provider.model.clone());
            if let Ok(out) = serde_json::to_vec(&document) {
                self.set_http_request_body(0, body.len(), &out);
            }
            let _ = self.call_foreign_function("clear_route_cache", None);
        }
        Action::Continue
    }
}
