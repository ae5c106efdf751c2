//! Repeats one host call a configured number of times per request: "name times".
use proxy_wasm::hostcalls;
use proxy_wasm::traits::*;
use proxy_wasm::types::*;
proxy_wasm::main! {{ proxy_wasm::set_root_context(|_| -> Box<dyn RootContext> { Box::new(Root { call: String::new(), times: 0, metric: 0 }) }); }}
struct Root { call: String, times: u32, metric: u32 }
impl Context for Root {}
impl RootContext for Root {
    fn on_configure(&mut self, _: usize) -> bool {
        let text = String::from_utf8(self.get_plugin_configuration().unwrap_or_default()).unwrap_or_default();
        let mut parts = text.split(' ');
        self.call = parts.next().unwrap_or("none").into();
        self.times = parts.next().unwrap_or("0").parse().unwrap_or(0);
        self.metric = hostcalls::define_metric(MetricType::Counter, "probe").unwrap_or(0);
        true
    }
    fn get_type(&self) -> Option<ContextType> { Some(ContextType::HttpContext) }
    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Stream { call: self.call.clone(), times: self.times, metric: self.metric }))
    }
}
struct Stream { call: String, times: u32, metric: u32 }
impl Context for Stream {}
impl HttpContext for Stream {
    fn on_http_request_headers(&mut self, _: usize, eos: bool) -> Action {
        if eos { return Action::Continue; }
        Action::Pause
    }
    fn on_http_request_body(&mut self, n: usize, eos: bool) -> Action {
        if !eos { return Action::Pause; }
        for _ in 0..self.times {
            match self.call.as_str() {
                "get_header" => { let _ = self.get_http_request_header(":path"); }
                "get_missing" => { let _ = self.get_http_request_header("x-none"); }
                "get_pairs" => { let _ = hostcalls::get_map_bytes(MapType::HttpRequestHeaders); }
                "replace_header" => { self.set_http_request_header("x-selected-provider", Some("b")); }
                "remove_missing" => { self.set_http_request_header("x-none", None); }
                "time" => { let _ = self.get_current_time(); }
                "metric" => { let _ = hostcalls::increment_metric(self.metric, 1); }
                "clear_cache" => { let _ = self.call_foreign_function("clear_route_cache", None); }
                "get_body" => { let _ = self.get_http_request_body(0, n); }
                "get_body_100" => { let _ = self.get_http_request_body(0, 100); }
                "set_body_100" => { let b = [b'x'; 100]; self.set_http_request_body(0, 100, &b); }
                "flags" => { let _ = self.get_property(vec!["response", "flags"]); }
                "address" => { let _ = self.get_property(vec!["source", "address"]); }
                "shared_data" => { let _ = self.get_shared_data("probe"); }
                "none" => { std::hint::black_box(self.times); }
                _ => {}
            }
        }
        Action::Continue
    }
}
