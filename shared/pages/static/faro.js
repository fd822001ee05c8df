// What pages do more with a script: nothing here is needed to work with them.
(function () {
	"use strict";

	var errors = document.getElementById("errors");
	if (errors) { errors.focus(); }

	// The light asks how things are, and says so only if it has changed. A page that
	// says what it shows offers to show what has come since; it never moves by itself.
	var light = document.getElementById("light"), news = document.getElementById("news");
	function offer(where) {
		if (where.firstChild) { return; }
		var a = document.createElement("a"), to = new URL(location.href);
		to.searchParams.delete("done");
		a.href = to.pathname + to.search;
		a.textContent = where.dataset.text;
		where.appendChild(a);
	}
	if (light && light.dataset.href) {
		setInterval(function () {
			if (document.hidden) { return; }
			fetch(light.dataset.href + (news ? "?today" : ""), { headers: { "Accept": "application/json" }, redirect: "error" }).then(function (r) {
				return r.ok ? r.json() : null;
			}).then(function (now) {
				if (!now) { return; }
				if (news && now.shown && now.shown !== news.dataset.shown) { offer(news); }
				if (now.text === light.textContent) { return; }
				light.textContent = now.text;
				light.closest(".light").className = "light light-" + now.tone;
			}).catch(function () { });
		}, 5000);
	}

	// A page that is open is told when there is something new. Where children are shown
	// it offers to show it; a part that only counts is asked for anew, by the page's own
	// address. Without a line nothing is said, and the page is as it was.
	var line = document.body.dataset.live, source = null, due = {};
	function marked(topic) { return document.querySelectorAll("[id][data-live='" + topic + "']"); }
	function renew(topic) {
		var x = new XMLHttpRequest(), at = location.href.split("#")[0];
		x.open("GET", at);
		x.responseType = "document";
		x.setRequestHeader("Faro-Live", topic);
		x.onload = function () {
			if (x.status !== 200 || !x.response || x.responseURL.split("#")[0] !== at) { return; }
			marked(topic).forEach(function (old) {
				var now = x.response.getElementById(old.id), on = old.contains(document.activeElement) && document.activeElement.id;
				if (!now || now.isEqualNode(old)) { return; }
				old.replaceWith(document.adoptNode(now));
				if (on && document.getElementById(on)) { document.getElementById(on).focus(); }
			});
		};
		x.send();
	}
	function told(topic) {
		document.querySelectorAll("[data-news~='" + topic + "']").forEach(offer);
		if (due[topic] || !marked(topic).length) { return; }
		due[topic] = setTimeout(function () { due[topic] = 0; renew(topic); }, due[topic] === 0 ? 3000 : 0);
	}
	function attend() {
		if (source || document.hidden) { return; }
		source = new EventSource(line);
		["ledger", "candidates", "deadlines", "work"].forEach(function (topic) { source.addEventListener(topic, function () { told(topic); }); });
		source.addEventListener("open", function () { told("work"); });
		source.addEventListener("end", function () { source.close(); line = ""; });
	}
	if (line && window.EventSource && document.querySelector("[data-news],[id][data-live]")) {
		attend();
		document.addEventListener("visibilitychange", function () {
			if (document.hidden && source) { source.close(); source = null; } else if (line) { attend(); }
		});
		addEventListener("pagehide", function () { if (source) { source.close(); source = null; } });
		addEventListener("pageshow", function () { if (line) { attend(); } });
	}

	// The keys of the work queues: never where one writes, and off for who wants none.
	var keys = document.querySelector("[data-keys]");
	function rows() { return Array.from(document.querySelectorAll("[data-queue] tbody a")); }
	function move(by) {
		var all = rows(), at = all.indexOf(document.activeElement);
		if (all.length) { all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))].focus(); }
	}
	function decide() {
		var at = document.querySelector("[data-decide]");
		at = at && at.querySelector("input[type=radio], a, summary");
		if (at) { at.focus(); }
	}
	function follow(key) {
		var to = document.querySelector("[data-key=" + key + "]");
		if (to) { to.click(); }
	}
	if (keys) {
		var off = keys.querySelector("button"), store = "faro-keys-off";
		var label = function () { off.textContent = localStorage.getItem(store) ? off.dataset.keysOn : off.dataset.keysOff; };
		off.hidden = false;
		label();
		off.addEventListener("click", function () {
			if (localStorage.getItem(store)) { localStorage.removeItem(store); } else { localStorage.setItem(store, "yes"); }
			label();
		});
		document.addEventListener("keydown", function (e) {
			var on = document.activeElement, row = rows().indexOf(on) >= 0;
			if (e.ctrlKey || e.altKey || e.metaKey || localStorage.getItem(store) || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName)) { return; }
			switch (e.key) {
			case "j": move(1); break;
			case "k": move(-1); break;
			case "ArrowDown": if (!row) { return; } move(1); break;
			case "ArrowUp": if (!row) { return; } move(-1); break;
			case "d": decide(); break;
			case "n": follow("n"); break;
			case "b": follow("b"); break;
			case "?": keys.open = !keys.open; keys.querySelector("summary").focus(); break;
			default: return;
			}
			e.preventDefault();
		});
	}

	// A form that is half filled is kept, a moment after each change.
	document.querySelectorAll("form[data-keep]").forEach(function (form) {
		var said = form.querySelector("[data-kept]"), timer = 0, sent = false;
		function keep() {
			if (sent) { return; }
			var data = new URLSearchParams(new FormData(form));
			fetch(form.dataset.keep, { method: "POST", body: data, headers: { "Accept": "application/json" }, redirect: "error", keepalive: true }).then(function (r) {
				if (r.ok && said) { said.textContent = said.dataset.kept; }
			}).catch(function () { });
		}
		form.addEventListener("input", function () {
			if (said) { said.textContent = ""; }
			clearTimeout(timer);
			timer = setTimeout(keep, 400);
		});
		form.addEventListener("submit", function () { sent = true; clearTimeout(timer); });
		window.addEventListener("pagehide", function () { if (timer) { clearTimeout(timer); keep(); } });
	});

	// A form is sent once, however often its button is pressed.
	document.querySelectorAll("form").forEach(function (form) {
		form.addEventListener("submit", function (e) {
			if (form.dataset.sent) { e.preventDefault(); return; }
			form.dataset.sent = "yes";
			setTimeout(function () { delete form.dataset.sent; }, 5000);
		});
	});

	// A file can be dropped anywhere on its field.
	document.querySelectorAll("input[type=file]").forEach(function (input) {
		var field = input.closest(".field");
		field.addEventListener("dragover", function (e) { e.preventDefault(); });
		field.addEventListener("drop", function (e) {
			e.preventDefault();
			if (e.dataTransfer.files.length) { input.files = e.dataTransfer.files; }
		});
	});

	// The screen locks when no hand was on it for a while.
	var idle = Number(document.body.dataset.idle || 0), last = Date.now();
	if (idle) {
		["keydown", "pointerdown", "pointermove", "scroll"].forEach(function (what) {
			addEventListener(what, function () { last = Date.now(); }, { passive: true });
		});
		setInterval(function () {
			if (Date.now() - last > idle * 1000) { last = Date.now(); location.replace("/locked"); }
		}, 1000);
	}
})();
